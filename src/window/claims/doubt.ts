/** Doubts a claim if a part of the judged time does not support it. */

import { reordered } from '../../diagnosis/order.ts';
import { harmOf, isNamedByExclusion } from '../../domain/cause.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { POSSIBLE } from '../../statistics/confidence.ts';
import { isNamed, type Judgement } from './judgement.ts';

/**
 * The judgement, after each of `parts` had a chance to refute it: such as the time since a possible change. If a part names a cause, it is the better judgement; the later
 * part comes before the earlier one. Otherwise a claim whose cause has less than 0.5 in a part gets 0.5: together with minutes without a fault, the failures of a new fault can look
 * like those of another one. A claim by exclusion must be claimed in every part: only queries of that time exclude the other causes.
 */
export function doubted(judgement: Judgement, ...parts: readonly Judgement[]): Judgement {
  const best = parts.reduce(doubtedBy, judgement);
  return capped(
    best,
    ({ cause }) => !isNamedByExclusion(cause) || parts.every((part) => confidenceOf(part, cause) > POSSIBLE),
  );
}

function doubtedBy(judgement: Judgement, part: Judgement): Judgement {
  if (isNamed(part)) return part;
  return capped(
    judgement,
    ({ cause }) =>
      harmOf(cause) !== 'fault' || isNamedByExclusion(cause) || confidenceOf(part, cause) >= POSSIBLE,
  );
}

/** Claims for which `stands` is false are only possible. */
function capped(judgement: Judgement, stands: (verdict: Verdict) => boolean): Judgement {
  const verdicts = judgement.verdicts.map((verdict) =>
    stands(verdict) ? verdict : { ...verdict, confidence: Math.min(verdict.confidence, POSSIBLE) },
  );
  return { ...judgement, verdicts: reordered(verdicts, judgement.verdicts) };
}

function confidenceOf({ verdicts }: Judgement, cause: Verdict['cause']): number {
  return verdicts.find((one) => one.cause === cause)?.confidence ?? 0;
}
