/** Arithmetic with records of counters: the rise between two, and the sum of several rises. */

import type { PerCpu } from '../domain/node.ts';
import type { Rise } from './rise.ts';

/** A record of counters. A key that a kernel lacks is missing. */
type Counts<T> = { readonly [key in keyof T]: number | undefined };

/** One or more. */
export type Several<T> = readonly [T, ...T[]];

/**
 * The rise of each counter that both sides have, or `undefined` if one was reset.
 * A column that one side lacks has no rise.
 */
export function countsRise<T extends Counts<T>>(
  before: T,
  after: T,
  elapsedMs: number,
  rise: Rise,
): T | undefined {
  const earlier = new Map<string, number | undefined>(Object.entries(before));
  const rises: [string, number][] = [];
  for (const [key, to] of Object.entries<number | undefined>(after)) {
    const from = earlier.get(key);
    if (from === undefined || to === undefined) continue;
    const risen = rise(from, to, elapsedMs);
    if (risen === undefined) return undefined;
    rises.push([key, risen]);
  }
  // The keys are those of `after`, so the record has its shape.
  return Object.fromEntries(rises) as T;
}

/**
 * The rise of the counters of each CPU, summed. `undefined` if one was reset, or if a CPU came or went: that CPU's rise is not
 * known, and a sum over the others would look complete. A text that was cut between two lines looks the same.
 */
export function cpusRise<T extends Counts<T>>(
  before: PerCpu<T>,
  after: PerCpu<T>,
  elapsedMs: number,
  rise: Rise,
): T | undefined {
  const earlier = new Map(before.map(({ cpu, counts }) => [cpu, counts]));
  if (before.length !== after.length) return undefined;
  const rises: T[] = [];
  for (const { cpu, counts } of after) {
    const old = earlier.get(cpu);
    const risen = old && countsRise(old, counts, elapsedMs, rise);
    if (risen === undefined) return undefined;
    rises.push(risen);
  }
  const [first, ...others] = rises;
  // Without any CPU there is no comparison, which is not a rise of zero.
  return first && sumCounts([first, ...others]);
}

/** The sum of each counter that all have. */
export function sumCounts<T extends Counts<T>>(all: Several<T>): T {
  const sums: { [key in keyof T]?: number } = {};
  // The keys of a record of counters are those of its type.
  for (const key of Object.keys(all[0]) as (keyof T)[]) {
    let sum: number | undefined = 0;
    for (const counts of all) {
      const addend: number | undefined = counts[key];
      sum = sum === undefined || addend === undefined ? undefined : sum + addend;
    }
    if (sum !== undefined) sums[key] = sum;
  }
  // The keys are those of the first record, so the sum has its shape.
  return sums as T;
}
