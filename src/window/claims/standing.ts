/**
 * Keeps a verdict from flapping. New results move a confidence up and down across the limit of a claim, although nothing has changed in
 * the cluster. So a weak claim needs a second look, and one that has stood for a while stays a claim while the fault lasts and
 * nothing refutes it. A verdict gets surer by failures, and not by the time after them.
 */

import type { CounterOf } from '../../compare/counts/counters.ts';
import { counterBehind } from '../../diagnosis/counter-behind.ts';
import { reordered } from '../../diagnosis/order.ts';
import { stillFits } from '../../diagnosis/still-fits.ts';
import { harmOf, isNamedByExclusion } from '../../domain/cause.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { LIKELY, POSSIBLE } from '../../statistics/confidence.ts';
import { lasts, OVER, silence, UNUSUAL } from '../changes/lasting.ts';
import { MOST, type Rise, stillness } from '../changes/still-counter.ts';
import type { Trial } from '../history/trial.ts';
import type { Judgement } from './judgement.ts';

/** How long a verdict must have stood to be kept, all its times together. A first guess may be wrong, and is not kept. */
const FIRM_MS = 15_000;
/** The same where the losses since its beginning still fit it. */
const FITTING_MS = 5_000;
/** How long a verdict below LIKELY, or one by exclusion, must have been found. The first lost queries of a fault can look like another one. */
const LOOKED_TWICE_MS = 5_000;
/** The same for `something-else`: until a new fault has lost enough queries, no known pattern fits it. */
const UNEXPLAINED_MS = 15_000;
/** How long a verdict that is only possible is kept after it was named last, if its losses do not show that the fault lasts. */
const KEPT_MS = 45_000;
/** The lowest confidence of a claim. */
const HELD = 0.6;

/** What was measured, as far as a standing verdict needs it. All times are monotonic milliseconds. */
export interface Stream {
  readonly nowMs: number;
  trialsSince(sinceMs: number): readonly Trial[];
  evidenceSince(sinceMs: number): Evidence;
  /** The steps between two readings of the node's counters, oldest first. */
  risesSince(sinceMs: number, counter: CounterOf): readonly Rise[];
}

interface Claim {
  readonly cause: Verdict['cause'];
  /** How long it was named until `atMs`. */
  readonly stoodMs: number;
  readonly atMs: number;
  /** When it was last named, and not only possible. */
  readonly namedMs: number;
  /** The verdict of that moment, and the beginning of the time that it judged. */
  readonly named: Verdict;
  readonly sinceMs: number;
  /** The highest confidence since then that no arm has refuted. */
  readonly most: number;
}

export class Standing {
  #claim: Claim | undefined;
  /** A weak verdict of another cause, which waits for its second look. */
  #guess: { readonly cause: Verdict['cause']; readonly sinceMs: number } | undefined;
  #unexplainedSinceMs: number | undefined;
  /** The confidence of each cause when something had failed shortly before. */
  #sure: ReadonlyMap<Verdict['cause'], number> = new Map();

  /** The judgement of now, in which the standing verdict is still a claim. */
  hold(judged: Judgement, stream: Stream): Judgement {
    return this.#unexplainedLater(this.#held(judged, stream), stream.nowMs);
  }

  #held(judged: Judgement, stream: Stream): Judgement {
    const judgement = this.#asSureAsFailures(judged, stream);
    const { nowMs } = stream;
    const named = judgement.verdicts.find(({ cause, confidence }) => isFault(cause) && confidence > POSSIBLE);
    if (named === undefined) this.#guess = undefined;
    else if (this.#isSure(named, nowMs) || this.#isReplaced(judgement)) {
      const sinceMs = nowMs - judgement.evidence.windowMs;
      const claim = this.#claimOf(named, nowMs, sinceMs);
      const most = this.#mostOf(claim, named, judgement, stream);
      this.#claim = { ...claim, namedMs: nowMs, named, sinceMs, most };
      return withConfidence(judgement, named, most);
    }
    return this.#kept(named === undefined ? judgement : withoutClaims(judgement), stream);
  }

  /** Nothing gets surer while nothing has failed for an unusual time, and nothing is claimed once the fault must be over. */
  #asSureAsFailures(judgement: Judgement, stream: Stream): Judgement {
    const { verdicts, evidence } = judgement;
    const isClaimed = verdicts.some(({ cause, confidence }) => isFault(cause) && confidence > POSSIBLE);
    const sinceMs = isClaimed ? stream.nowMs - evidence.windowMs : this.#claim?.sinceMs;
    const quiet = sinceMs === undefined ? 0 : silence(stream.trialsSince(sinceMs));
    if (quiet < UNUSUAL) {
      this.#sure = new Map(verdicts.map(({ cause, confidence }) => [cause, confidence]));
      return judgement;
    }
    const isOver = (cause: Verdict['cause']) => quiet + stillnessOf(cause, sinceMs, quiet, stream) >= OVER;
    if (this.#claim !== undefined && isOver(this.#claim.cause)) this.#claim = undefined;
    return withoutClaims(judgement, (cause) => (isOver(cause) ? 0 : (this.#sure.get(cause) ?? 0)));
  }

  #unexplainedLater(judgement: Judgement, nowMs: number): Judgement {
    if (!isUnknown(judgement.verdicts)) {
      this.#unexplainedSinceMs = undefined;
      return judgement;
    }
    this.#unexplainedSinceMs ??= nowMs;
    if (nowMs - this.#unexplainedSinceMs >= UNEXPLAINED_MS) return judgement;
    const verdicts = judgement.verdicts.map((verdict) =>
      verdict.cause === 'something-else' ? { ...verdict, confidence: POSSIBLE } : verdict,
    );
    return { ...judgement, verdicts };
  }

  /** Was it claimed before, is it likely without comparison with all others, or is this the second look? */
  #isSure({ cause, confidence }: Verdict, nowMs: number): boolean {
    if (cause === this.#claim?.cause) return true;
    if (confidence >= LIKELY && !isNamedByExclusion(cause)) return true;
    if (this.#guess?.cause !== cause) this.#guess = { cause, sinceMs: nowMs };
    return nowMs - this.#guess.sinceMs >= LOOKED_TWICE_MS;
  }

  /** Is the firm claim no longer possible? Then another cause takes its place at once: the fault goes on. */
  #isReplaced({ verdicts }: Judgement): boolean {
    const claim = this.#claim;
    return claim !== undefined && claim.stoodMs >= FIRM_MS && !isPossible(claim.cause, verdicts);
  }

  /** The judgement, in which the claim is kept if it was firm. */
  #kept(judgement: Judgement, stream: Stream): Judgement {
    const claim = this.#claim;
    const { verdicts } = judgement;
    const { nowMs } = stream;
    this.#claim = undefined;
    if (claim === undefined || verdicts.length === 0 || isUnknown(verdicts)) return judgement;
    const still = verdicts.find(({ cause }) => cause === claim.cause);
    const goesOn = fitsSince(claim, stream);
    if (!goesOn && !isPossible(claim.cause, verdicts)) return judgement;
    const most = goesOn ? claim.most : HELD;
    this.#claim = { ...this.#passed(claim, nowMs), most };
    if (this.#claim.stoodMs < (goesOn ? FITTING_MS : FIRM_MS)) return judgement;
    if (!goesOn && nowMs - claim.namedMs > KEPT_MS) return judgement;
    const kept = assured(still ?? claim.named, most);
    const others = verdicts.filter((one) => one !== still && one.cause !== 'not-enough-evidence');
    return { ...judgement, verdicts: [kept, ...others] };
  }

  /**
   * How sure the claim is: as sure as it was, while the fault lasts and no other cause is claimed. New results move a confidence up and down,
   * although nothing has changed, and a confidence above 0.5 has no arm that refutes it.
   */
  #mostOf({ cause, most, sinceMs }: Claim, named: Verdict, { verdicts }: Judgement, stream: Stream): number {
    if (most <= named.confidence) return named.confidence;
    const isAlone = verdicts.every(
      (one) => one.cause === cause || !isFault(one.cause) || one.confidence <= POSSIBLE,
    );
    return isAlone && lasts(stream.trialsSince(sinceMs)) ? most : named.confidence;
  }

  #claimOf(named: Verdict, nowMs: number, sinceMs: number): Claim {
    const before = this.#claim;
    if (before?.cause === named.cause) return this.#passed(before, nowMs);
    const most = named.confidence;
    return { cause: named.cause, stoodMs: 0, atMs: nowMs, namedMs: nowMs, named, sinceMs, most };
  }

  #passed(claim: Claim, nowMs: number): Claim {
    const passedMs = claim.namedMs === claim.atMs ? nowMs - claim.atMs : 0;
    return { ...claim, stoodMs: claim.stoodMs + passedMs, atMs: nowMs };
  }
}

const SURER = 'the confidence was higher before, and nothing has refuted the cause since';

function assured(verdict: Verdict, confidence: number): Verdict {
  return { ...verdict, confidence, facts: [...verdict.facts, SURER] };
}

/** The judgement in which the verdict `named` has this confidence, which is not lower. */
function withConfidence(judgement: Judgement, named: Verdict, confidence: number): Judgement {
  if (confidence <= named.confidence) return judgement;
  const verdicts = judgement.verdicts.map((one) => (one === named ? assured(one, confidence) : one));
  return { ...judgement, verdicts };
}

/** Does the fault last, and do all its losses together still fit the claim? */
function fitsSince({ named, sinceMs }: Claim, stream: Stream): boolean {
  return lasts(stream.trialsSince(sinceMs)) && stillFits(named, stream.evidenceSince(sinceMs));
}

/** How much the counter of this cause says that the fault is over. It is only read where it decides. */
function stillnessOf(
  cause: Verdict['cause'],
  sinceMs: number | undefined,
  quiet: number,
  stream: Stream,
): number {
  if (sinceMs === undefined || quiet >= OVER || quiet + MOST < OVER) return 0;
  const counter = counterBehind(cause, () => stream.evidenceSince(sinceMs));
  return counter === undefined ? 0 : Math.min(MOST, stillness(stream.risesSince(sinceMs, counter)));
}

/** Causes above `most` are only possible. */
function withoutClaims(judgement: Judgement, most: (cause: Verdict['cause']) => number = () => 0): Judgement {
  const verdicts = judgement.verdicts.map((verdict) =>
    isFault(verdict.cause)
      ? { ...verdict, confidence: Math.min(verdict.confidence, Math.max(POSSIBLE, most(verdict.cause))) }
      : verdict,
  );
  return { ...judgement, verdicts: reordered(verdicts, judgement.verdicts) };
}

function isFault(cause: Verdict['cause']): boolean {
  return harmOf(cause) === 'fault';
}

function isPossible(cause: Verdict['cause'], verdicts: readonly Verdict[]): boolean {
  return verdicts.some((one) => one.cause === cause && one.confidence >= POSSIBLE);
}

/** Do the losses refute every known cause? */
function isUnknown(verdicts: readonly Verdict[]): boolean {
  return verdicts.some(({ cause, confidence }) => cause === 'something-else' && confidence > POSSIBLE);
}
