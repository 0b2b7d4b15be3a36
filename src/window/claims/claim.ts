/** A verdict that is claimed: how long it has stood, and whether what was lost since its beginning still fits it. */

import { counterBehind } from '../../diagnosis/counter-behind.ts';
import { isRefuted, stillFits } from '../../diagnosis/still-fits.ts';
import { isNamedByExclusion } from '../../domain/cause.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { lasts } from '../changes/lasting.ts';
import { MOST, stillness } from '../changes/still-counter.ts';
import type { Stream } from './stream.ts';

export interface Claim {
  readonly cause: Verdict['cause'];
  /** How long it was named until `atMs`, all its times together. */
  readonly stoodMs: number;
  readonly atMs: number;
  /** When it was last named, and not only possible. */
  readonly namedMs: number;
  /** When it was last named, or its losses last fitted it while the fault lasted. */
  readonly shownMs: number;
  /** The verdict of the moment when it was last named, and the beginning of the time that it judged. */
  readonly named: Verdict;
  readonly sinceMs: number;
  /** The highest confidence since then that no arm has refuted. */
  readonly most: number;
}

/** The claim of a verdict that judges the time since `sinceMs`, and is named now. `before`: the claim until now. */
export function claimOf(named: Verdict, nowMs: number, sinceMs: number, before: Claim | undefined): Claim {
  const { cause, confidence: most } = named;
  const stood =
    before?.cause === cause ? passed(before, nowMs) : { cause, stoodMs: 0, atMs: nowMs, sinceMs, most };
  return { ...stood, namedMs: nowMs, shownMs: nowMs, named };
}

/** The claim at a later look. The time since the last look counts if it was named there. */
export function passed(claim: Claim, nowMs: number): Claim {
  const passedMs = claim.namedMs === claim.atMs ? nowMs - claim.atMs : 0;
  return { ...claim, stoodMs: claim.stoodMs + passedMs, atMs: nowMs };
}

/** How well what was lost since a claim began fits it. */
export type Fit = 'fits' | 'open' | 'refuted';

/**
 * `fits`: the fault lasts, and all its losses together fit the claim. `refuted`: it is a claim by exclusion, and the losses of a part of its time are those
 * of another fault. Mixed with the losses of an earlier fault, those of a new one can look like it.
 */
export function fitOf({ cause, named, sinceMs }: Claim, stream: Stream): Fit {
  const parts = isNamedByExclusion(cause) ? stream.partsSince(sinceMs) : [];
  if (parts.some((part) => isRefuted(named, part))) return 'refuted';
  return lasts(stream.trialsSince(sinceMs)) && stillFits(named, stream.evidenceSince(sinceMs))
    ? 'fits'
    : 'open';
}

/** How much the counter of this cause says that the fault is over: a natural logarithm. It is only read if it is decisive beside `missing`. */
export function stillnessOf(
  cause: Verdict['cause'],
  sinceMs: number,
  missing: number,
  stream: Stream,
): number {
  if (missing <= 0 || missing > MOST) return 0;
  const counter = counterBehind(cause, () => stream.evidenceSince(sinceMs));
  return counter === undefined ? 0 : Math.min(MOST, stillness(stream.risesSince(sinceMs, counter)));
}
