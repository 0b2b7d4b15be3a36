/**
 * `/proc/net/stat/nf_conntrack`: a header, then one line for each possible CPU, hexadecimal
 * (`ct_cpu_seq_show`, net/netfilter/nf_conntrack_standalone.c). Read by column name: kernels differ in their columns.
 */

import {
  CONNTRACK_COUNTERS,
  type ConntrackCounter,
  type ConntrackCounts,
  type ConntrackEra,
  type ConntrackStats,
  type DeltaValues,
} from '../domain/node.ts';
import { cpusRise } from './counts.ts';
import { hexadecimal, lines, words } from './parse.ts';
import { rise32 } from './rise.ts';

export interface ConntrackFile {
  readonly stats: ConntrackStats;
  /** The number of entries of the whole table: every line repeats it. */
  readonly entries: number;
}

const COLUMNS: Readonly<Record<ConntrackCounter, string>> = {
  found: 'found',
  invalid: 'invalid',
  insertFailed: 'insert_failed',
  drop: 'drop',
  earlyDrop: 'early_drop',
  clashResolved: 'clashres',
  chainTooLong: 'chainlength',
};
/** The columns that every kernel has. Without them the text is in another format. */
const INDISPENSABLE: readonly ConntrackCounter[] = ['insertFailed', 'drop', 'earlyDrop'];

/** `undefined` for another format, and for a text that was cut. */
export function parseConntrackStat(text: string): ConntrackFile | undefined {
  const [header, ...rows] = lines(text);
  if (header === undefined || rows.length === 0) return undefined;
  const columns = words(header);
  const era = eraOf(columns);
  if (era === undefined) return undefined;
  const cpus: { cpu: number; counts: ConntrackCounts }[] = [];
  let entries: number | undefined;
  for (const [cpu, row] of rows.entries()) {
    const numbers = words(row).map(hexadecimal);
    // A truncated line would look like counters that were reset.
    if (numbers.length !== columns.length || numbers.includes(undefined)) return undefined;
    const values = new Map(columns.map((column, index) => [column, numbers[index]]));
    const counts = countsOf((counter) => values.get(COLUMNS[counter]));
    entries = values.get('entries');
    if (counts === undefined || entries === undefined) return undefined;
    cpus.push({ cpu, counts });
  }
  return entries === undefined ? undefined : { stats: { era, cpus }, entries };
}

/** The counters of a line, by `ofCounter`; `undefined` if a counter that every kernel has is missing. */
export function countsOf(
  ofCounter: (counter: ConntrackCounter) => number | undefined,
): ConntrackCounts | undefined {
  const counts: { [counter in ConntrackCounter]?: number } = {};
  for (const counter of CONNTRACK_COUNTERS) {
    const value = ofCounter(counter);
    if (value !== undefined) counts[counter] = value;
    else if (INDISPENSABLE.includes(counter)) return undefined;
  }
  return counts;
}

/** The rises, summed over CPUs; `undefined` if the counters were reset, or the format or the CPUs changed. */
export function conntrackRise(
  before: ConntrackStats,
  after: ConntrackStats,
  elapsedMs: number,
): DeltaValues['conntrack'] | undefined {
  if (before.era !== after.era) return undefined;
  const counts = cpusRise(before.cpus, after.cpus, elapsedMs, rise32);
  return counts && { era: after.era, counts };
}

function eraOf(columns: readonly string[]): ConntrackEra | undefined {
  if (!columns.includes('insert_failed')) return undefined;
  if (columns.includes('clashres')) return columns.includes('chainlength') ? 'chainlength' : 'clashres';
  return columns.includes('searched') ? 'searched' : undefined;
}
