/** The results of a walk, by the bars for a running verdict: what was claimed, when it was right, and when it ended. */

import { type Cause, harmOf } from '../../../src/domain/cause.ts';
import type { Claim, Sample } from './sample.ts';

/** A cause is claimed above this confidence. */
const CLAIM = 0.5;

export interface Moments {
  /** The start of the fault, in seconds of the walk. */
  readonly beganS: number;
  /** The start of its cure, which takes some time if pods have to start. */
  readonly curingS: number;
  readonly curedS: number;
}

export interface Findings {
  /** Seconds from the fault's beginning until a true cause was the first fault in the verdicts, above 0.5. Undefined: never. */
  readonly rightAfterS: number | undefined;
  /** All untrue causes that were claimed, each once. */
  readonly untrue: readonly UntrueClaim[];
  /** Seconds from the cure until nothing was claimed. Undefined: a cause was still claimed at the end. */
  readonly goneAfterS: number | undefined;
  /** Answers between the first right one and the beginning of the cure in which no true cause was claimed. */
  readonly relapsesAtS: readonly number[];
  /** The slow lookups that were counted during the walk, by cause. */
  readonly slow: Partial<Readonly<Record<Cause, number>>>;
  /** Samples in which the agent did not answer. */
  readonly silentAtS: readonly number[];
}

export interface UntrueClaim extends Claim {
  /** The times at which it was claimed. */
  readonly atS: readonly number[];
}

/** Compares `samples` with `truths`, the right causes; empty for a walk without a fault. */
export function findingsOf(
  samples: readonly Sample[],
  truths: readonly Cause[],
  { beganS, curingS, curedS }: Moments,
): Findings {
  const isRight = (sample: Sample) => truths.includes(claims(sample)[0]?.cause ?? 'not-enough-evidence');
  const during = samples.filter(({ atS }) => atS >= beganS && atS <= curingS);
  const right = during.find(isRight);
  const lastClaim = samples.findLast((sample) => claims(sample).length > 0);
  const end = samples.find(({ atS }) => atS > Math.max(curedS, lastClaim?.atS ?? 0));
  return {
    rightAfterS: right && right.atS - beganS,
    untrue: untrueClaims(samples, truths),
    goneAfterS: end && end.atS - curedS,
    relapsesAtS: during
      .filter(({ verdicts }) => verdicts !== undefined)
      .filter((sample) => right !== undefined && sample.atS > right.atS && !isRight(sample))
      .map(({ atS }) => atS),
    slow: risen(samples),
    silentAtS: samples.filter(({ verdicts }) => verdicts === undefined).map(({ atS }) => atS),
  };
}

/** The faults that a sample claims, surest first. Harmless causes and those of fivesec itself are not included. */
function claims({ verdicts = [] }: Sample): readonly Claim[] {
  const isFault = (cause: Cause) => harmOf(cause) === 'fault' || cause === 'something-else';
  return verdicts.filter(({ cause, confidence }) => confidence > CLAIM && isFault(cause));
}

function untrueClaims(samples: readonly Sample[], truths: readonly Cause[]): readonly UntrueClaim[] {
  const byCause = new Map<Cause, UntrueClaim>();
  for (const sample of samples) {
    for (const claim of claims(sample).filter(({ cause }) => !truths.includes(cause))) {
      const before = byCause.get(claim.cause);
      const surest = before !== undefined && before.confidence >= claim.confidence ? before : claim;
      byCause.set(claim.cause, { ...surest, atS: [...(before?.atS ?? []), sample.atS] });
    }
  }
  return [...byCause.values()];
}

function risen(samples: readonly Sample[]): Partial<Record<Cause, number>> {
  const answered = samples.filter(({ verdicts }) => verdicts !== undefined);
  const before = answered[0]?.slow ?? {};
  const after = Object.entries(answered.at(-1)?.slow ?? {}) as [Cause, number][];
  const rises = after.map(([cause, count]) => [cause, count - (before[cause] ?? 0)] as const);
  return Object.fromEntries(rises.filter(([, rise]) => rise > 0));
}
