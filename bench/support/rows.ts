/** The output of a benchmark: one row for each bar with its measurement, and the machine. */

import { availableParallelism, release, totalmem } from 'node:os';
import { table } from '../../scripts/markdown.ts';

export interface Row {
  /** The bar, with its number. */
  readonly bar: string;
  readonly measured: string;
  /** Not given for a row that is only a comparison. */
  readonly holds?: boolean;
}

/** The date, and the machine that measured. */
export function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  const kernel = /^\d+\.\d+/.exec(release())?.[0] ?? release();
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, Linux ${kernel}, ${availableParallelism()} CPUs, ${memory} GiB, Node ${process.version}`;
}

/** Prints Markdown, ready for docs/benchmarks.md; the exit code is 1 if a bar was missed. */
export function report(rows: readonly Row[]): void {
  console.log(`${machine()}\n`);
  console.log(table(['bar', 'measured', 'holds'], rows.map(rowCells)));
  if (rows.some(({ holds }) => holds === false)) process.exitCode = 1;
}

/** The cells of a row in the columns bar, measured, holds. */
export function rowCells({ bar, measured, holds }: Row): readonly string[] {
  return [bar, measured, holds === undefined ? '' : holds ? 'yes' : '**no**'];
}

/** The median. For an even number of values, the mean of the two middle ones, which is Infinity if one of them is. NaN without values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/** Nearest rank; `share` is 0 to 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** `a 3, b 1`: how often each value occurs, the most frequent first. */
export function tallied(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([value, times]) => `${value} ${times}`)
    .join(', ');
}
