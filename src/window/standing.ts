/**
 * Keeps a verdict from flapping: one that has stood for a while stays a claim while it is still possible and nothing refutes it.
 * New results move a confidence up and down across the limit of a claim, although nothing has changed in the cluster.
 */

import { harmOf } from '../domain/cause.ts';
import type { Verdict } from '../domain/verdict.ts';
import { POSSIBLE } from '../statistics/confidence.ts';
import type { Judgement } from './judgement.ts';

/** How long a verdict must have stood. A first guess may be wrong, and is not kept. */
const FIRM_MS = 15_000;
/** The lowest confidence of a claim. */
const HELD = 0.6;

export class Standing {
  #claim: { readonly cause: Verdict['cause']; readonly sinceMs: number } | undefined;

  /** The judgement, in which the standing verdict is still a claim. `nowMs`: monotonic milliseconds of the judgement. */
  hold(judgement: Judgement, nowMs: number): Judgement {
    const { verdicts } = judgement;
    const named = verdicts.find(({ cause, confidence }) => isNamed(cause) && confidence > POSSIBLE);
    if (named !== undefined) {
      if (named.cause !== this.#claim?.cause) this.#claim = { cause: named.cause, sinceMs: nowMs };
      return judgement;
    }
    const claim = this.#claim;
    const still = verdicts.find(({ cause }) => cause === claim?.cause);
    const isFirm = claim !== undefined && nowMs - claim.sinceMs >= FIRM_MS;
    if (!isFirm || still === undefined || still.confidence < POSSIBLE || isUnknown(verdicts)) {
      this.#claim = undefined;
      return judgement;
    }
    const kept = { ...still, confidence: HELD, facts: [...still.facts, SURER] };
    return { ...judgement, verdicts: [kept, ...verdicts.filter((one) => one !== still)] };
  }
}

const SURER = 'the confidence was higher before, and nothing has refuted the cause since';

function isNamed(cause: Verdict['cause']): boolean {
  return harmOf(cause) === 'fault';
}

/** Do the losses refute every known cause? */
function isUnknown(verdicts: readonly Verdict[]): boolean {
  return verdicts.some(({ cause, confidence }) => cause === 'something-else' && confidence > POSSIBLE);
}
