/** Changes how sure the verdicts of a judgement are, and finds those that are claimed. */

import { reordered } from '../../diagnosis/order.ts';
import { harmOf } from '../../domain/cause.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { POSSIBLE } from '../../statistics/confidence.ts';
import type { Judgement } from './judgement.ts';

type Cause = Verdict['cause'];
type Verdicts = readonly Verdict[];

/** The first verdict that claims a fault. */
export function claimed(verdicts: Verdicts): Verdict | undefined {
  return verdicts.find(isClaim);
}

/** Is no fault claimed but this one? */
export function isAlone(cause: Cause, verdicts: Verdicts): boolean {
  return verdicts.every((one) => one.cause === cause || !isClaim(one));
}

export function isPossible(cause: Cause, verdicts: Verdicts): boolean {
  return verdicts.some((one) => one.cause === cause && one.confidence >= POSSIBLE);
}

/** The judgement in which faults above `most` are only possible. */
export function withoutClaims(judgement: Judgement, most: (cause: Cause) => number = () => 0): Judgement {
  const verdicts = judgement.verdicts.map((verdict) =>
    isFault(verdict)
      ? { ...verdict, confidence: Math.min(verdict.confidence, Math.max(POSSIBLE, most(verdict.cause))) }
      : verdict,
  );
  return { ...judgement, verdicts: reordered(verdicts, judgement.verdicts) };
}

/** The judgement in which the verdict `named` has this confidence, if that is higher. */
export function withConfidence(judgement: Judgement, named: Verdict, confidence: number): Judgement {
  if (confidence <= named.confidence) return judgement;
  const verdicts = judgement.verdicts.map((one) => (one === named ? assured(one, confidence) : one));
  return { ...judgement, verdicts };
}

/** The judgement in which the claim that stood comes first. `named`: its verdict when it was named last. */
export function withStanding(judgement: Judgement, named: Verdict, confidence: number): Judgement {
  const { verdicts } = judgement;
  const still = verdicts.find(({ cause }) => cause === named.cause);
  const others = verdicts.filter((one) => one !== still && one.cause !== 'not-enough-evidence');
  return { ...judgement, verdicts: [assured(still ?? named, confidence), ...others] };
}

const SURER = 'the confidence was higher before, and nothing has refuted the cause since';

function assured(verdict: Verdict, confidence: number): Verdict {
  return { ...verdict, confidence, facts: [...verdict.facts, SURER] };
}

function isClaim(verdict: Verdict): boolean {
  return isFault(verdict) && verdict.confidence > POSSIBLE;
}

function isFault({ cause }: Verdict): boolean {
  return harmOf(cause) === 'fault';
}
