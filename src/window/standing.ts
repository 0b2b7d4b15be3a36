/**
 * Keeps a verdict from flapping. New results move a confidence up and down across the limit of a claim, although nothing has changed in
 * the cluster. So a weak claim needs a second look, and one that has stood for a while stays a claim while it is still possible
 * and nothing refutes it.
 */

import { harmOf } from '../domain/cause.ts';
import type { Verdict } from '../domain/verdict.ts';
import { LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import type { Judgement } from './judgement.ts';

/** How long a verdict must have stood to be kept, all its times together. A first guess may be wrong, and is not kept. */
const FIRM_MS = 15_000;
/** How long a verdict below LIKELY must have been found. The first lost queries of a fault can look like another one. */
const LOOKED_TWICE_MS = 5_000;
/** How long a verdict is kept after it was named last. One failure that is left of a fault must not keep it for minutes. */
const KEPT_MS = 45_000;
/** The lowest confidence of a claim. */
const HELD = 0.6;

interface Claim {
  readonly cause: Verdict['cause'];
  /** How long it was named until `atMs`. */
  readonly stoodMs: number;
  readonly atMs: number;
  /** When it was last named, and not only possible. */
  readonly namedMs: number;
}

export class Standing {
  #claim: Claim | undefined;
  /** A weak verdict of another cause, which waits for its second look. */
  #guess: { readonly cause: Verdict['cause']; readonly sinceMs: number } | undefined;

  /** The judgement, in which the standing verdict is still a claim. `nowMs`: monotonic milliseconds of the judgement. */
  hold(judgement: Judgement, nowMs: number): Judgement {
    const named = judgement.verdicts.find(({ cause, confidence }) => isNamed(cause) && confidence > POSSIBLE);
    if (named === undefined) this.#guess = undefined;
    else if (this.#isSure(named, nowMs) || this.#isReplaced(judgement)) {
      this.#claim = { ...this.#claimOf(named.cause, nowMs), namedMs: nowMs };
      return judgement;
    }
    return this.#kept(named === undefined ? judgement : withoutClaims(judgement), nowMs);
  }

  /** Was it claimed before, is it likely, or is this the second look? */
  #isSure({ cause, confidence }: Verdict, nowMs: number): boolean {
    if (cause === this.#claim?.cause || confidence >= LIKELY) return true;
    if (this.#guess?.cause !== cause) this.#guess = { cause, sinceMs: nowMs };
    return nowMs - this.#guess.sinceMs >= LOOKED_TWICE_MS;
  }

  /** Is the firm claim no longer possible? Then another cause takes its place at once: the fault goes on. */
  #isReplaced({ verdicts }: Judgement): boolean {
    const claim = this.#claim;
    return claim !== undefined && claim.stoodMs >= FIRM_MS && !isPossible(claim.cause, verdicts);
  }

  /** The judgement, in which the claim is kept if it was firm. */
  #kept(judgement: Judgement, nowMs: number): Judgement {
    const { verdicts } = judgement;
    const still = verdicts.find(({ cause }) => cause === this.#claim?.cause);
    if (still === undefined || !isPossible(still.cause, verdicts) || isUnknown(verdicts)) {
      this.#claim = undefined;
      return judgement;
    }
    this.#claim = this.#claimOf(still.cause, nowMs);
    if (this.#claim.stoodMs < FIRM_MS || nowMs - this.#claim.namedMs > KEPT_MS) return judgement;
    const kept = { ...still, confidence: HELD, facts: [...still.facts, SURER] };
    return { ...judgement, verdicts: [kept, ...verdicts.filter((one) => one !== still)] };
  }

  #claimOf(cause: Verdict['cause'], nowMs: number): Claim {
    const before = this.#claim;
    if (before?.cause !== cause) return { cause, stoodMs: 0, atMs: nowMs, namedMs: nowMs };
    const passedMs = before.namedMs === before.atMs ? nowMs - before.atMs : 0;
    return { ...before, stoodMs: before.stoodMs + passedMs, atMs: nowMs };
  }
}

const SURER = 'the confidence was higher before, and nothing has refuted the cause since';

/** Causes that are named weakly are only possible. */
function withoutClaims(judgement: Judgement): Judgement {
  const verdicts = judgement.verdicts.map((verdict) =>
    isNamed(verdict.cause) ? { ...verdict, confidence: Math.min(verdict.confidence, POSSIBLE) } : verdict,
  );
  return { ...judgement, verdicts };
}

function isNamed(cause: Verdict['cause']): boolean {
  return harmOf(cause) === 'fault';
}

function isPossible(cause: Verdict['cause'], verdicts: readonly Verdict[]): boolean {
  return verdicts.some((one) => one.cause === cause && one.confidence >= POSSIBLE);
}

/** Do the losses refute every known cause? */
function isUnknown(verdicts: readonly Verdict[]): boolean {
  return verdicts.some(({ cause, confidence }) => cause === 'something-else' && confidence > POSSIBLE);
}
