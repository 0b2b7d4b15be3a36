/** The difference between two readings. A counter that was reset in between is absent, not guessed. */

import type { PerCpu } from '../domain/node.ts';
import { absent, type Reading, read } from '../domain/reading.ts';
import { countsRise, cpusRise } from './counts.ts';
import type { Rise } from './rise.ts';

/** `elapsedMs` is the monotonic time between the two. */
export type Difference<S, D> = (before: Reading<S>, after: Reading<S>, elapsedMs: number) => Reading<D>;

/**
 * Compares values that were both read from one source; `undefined` from `compare` means a reset.
 * If one side is absent, the result is absent for the same reason.
 */
export function difference<S, D>(
  compare: (before: S, after: S, elapsedMs: number) => D | undefined,
): Difference<S, D> {
  return (before, after, elapsedMs) => {
    if (after.kind === 'absent') return after;
    if (before.kind === 'absent') return before;
    if (before.source !== after.source)
      return absent('unparsable', `the source changed from ${before.source} to ${after.source}`);
    const value = compare(before.value, after.value, elapsedMs);
    if (value === undefined)
      return absent('unparsable', 'the counters were reset, or their CPUs changed, meanwhile');
    return read(value, after.source);
  };
}

/** The rise of each counter of a record. */
export function counterRises<T extends { readonly [key in keyof T]: number | undefined }>(
  rise: Rise,
): Difference<T, T> {
  return difference((before, after, elapsedMs) => countsRise<T>(before, after, elapsedMs, rise));
}

/** The rise of each counter, summed over CPUs. */
export function cpuRises<T extends { readonly [key in keyof T]: number | undefined }>(
  rise: Rise,
): Difference<PerCpu<T>, T> {
  return difference((before, after, elapsedMs) => cpusRise<T>(before, after, elapsedMs, rise));
}

/** The later of the two: for readings that are no counters. */
export function latest<T>(_before: Reading<T>, after: Reading<T>): Reading<T> {
  return after;
}
