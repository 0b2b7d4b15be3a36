/** What a walk shows, by the bars that a running verdict has to meet: what was claimed, when it was right, when it ended. */

import { type Cause, harmOf } from '../../../src/domain/cause.ts';
import type { Claim, Sample } from './sample.ts';

/** A cause is claimed above this confidence. */
const CLAIM = 0.5;

export interface Moments {
  /** When the fault began, in seconds of the walk. */
  readonly beganS: number;
  /** When its cure was begun, which takes a while if pods have to start. */
  readonly curingS: number;
  readonly curedS: number;
}

export interface Findings {
  /** Seconds from the fault's beginning until a true cause stood first among the faults, above 0.5. Undefined: never. */
  readonly rightAfterS: number | undefined;
  /** Everything that was claimed and is not true, once for each cause. */
  readonly untrue: readonly UntrueClaim[];
  /** Seconds from the cure until nothing was claimed any more. Undefined: something still was at the end. */
  readonly goneAfterS: number | undefined;
  /** Moments between being right first and the cure's beginning at which no true cause was claimed. */
  readonly relapsesAtS: readonly number[];
  /** By cause, the slow lookups that were counted during the walk. */
  readonly slow: Partial<Readonly<Record<Cause, number>>>;
  /** Moments at which the agent did not answer. */
  readonly silentAtS: readonly number[];
}

export interface UntrueClaim extends Claim {
  /** The moments at which it was claimed. */
  readonly atS: readonly number[];
}

/** Compares `samples` with `truths`, the causes that are right; none for a walk in which nothing is wrong. */
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
      .filter((sample) => right !== undefined && sample.atS > right.atS && !isRight(sample))
      .map(({ atS }) => atS),
    slow: risen(samples),
    silentAtS: samples.filter(({ verdicts }) => verdicts === undefined).map(({ atS }) => atS),
  };
}

/** The faults that a sample claims, surest first. What is harmless, or about fivesec itself, is no claim about DNS. */
export function claims({ verdicts = [] }: Sample): readonly Claim[] {
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
