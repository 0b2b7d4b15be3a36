/** Doubts a claim if the time since the share of failures may have changed does not support it. */

import { reordered } from '../diagnosis/order.ts';
import { harmOf, isNamedByExclusion } from '../domain/cause.ts';
import type { Verdict } from '../domain/verdict.ts';
import { POSSIBLE } from '../statistics/confidence.ts';
import { isNamed, type Judgement } from './judgement.ts';

/**
 * `recent` judges the time since a possible change. If it names a cause, it is the better judgement. Otherwise a claim whose cause has
 * less than 0.5 in `recent` gets 0.5: together with minutes without a fault, the failures of a new fault can look like those of
 * another one. A claim by exclusion is no surer than in `recent`: only queries of that time exclude the other causes.
 */
export function doubted(judgement: Judgement, recent: Judgement): Judgement {
  if (isNamed(recent)) return recent;
  const verdicts = judgement.verdicts.map((verdict) =>
    harmOf(verdict.cause) === 'fault' && !isSupported(verdict.cause, recent)
      ? { ...verdict, confidence: Math.min(verdict.confidence, POSSIBLE) }
      : verdict,
  );
  return { ...judgement, verdicts: reordered(verdicts, judgement.verdicts) };
}

/** Does `recent`, which names no cause, support a claim of this one? */
function isSupported(cause: Verdict['cause'], recent: Judgement): boolean {
  return confidenceOf(recent, cause) >= POSSIBLE && !isNamedByExclusion(cause);
}

function confidenceOf({ verdicts }: Judgement, cause: Verdict['cause']): number {
  return verdicts.find((one) => one.cause === cause)?.confidence ?? 0;
}
