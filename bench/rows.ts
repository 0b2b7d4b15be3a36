/** The output of a benchmark: one row for each bar with its measurement, and the machine. */

import { availableParallelism, release, totalmem } from 'node:os';

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
  console.log('| bar | measured | holds |\n|---|---|---|');
  for (const { bar, measured, holds } of rows) {
    console.log(`| ${bar} | ${measured} | ${holds === undefined ? '' : holds ? 'yes' : '**no**'} |`);
  }
  if (rows.some(({ holds }) => holds === false)) process.exitCode = 1;
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

/** The whole number that is the first argument, or `otherwise`. */
export function countArgument(otherwise: number): number {
  const given = Number(process.argv[2] ?? otherwise);
  if (!Number.isInteger(given) || given < 1)
    throw new RangeError('the argument must be a whole number above 0');
  return given;
}
