/** Parses the output of conntrack(8) about its table: `-S` the statistics of each CPU, `-C` the number of entries. */

import type { ConntrackCounter, ConntrackCounts, ConntrackEra, ConntrackStats } from '../domain/node.ts';
import type { Reading } from '../domain/reading.ts';
import { countsOf } from './conntrack-stat.ts';
import type { RunTool } from './conntrack-tool.ts';
import { decimal, lines, onlyLine, parsed, words } from './parse.ts';

/** Names of libnetfilter_conntrack's statistics, as `conntrack -S` prints them. */
const KEYS: Readonly<Record<ConntrackCounter, string>> = {
  found: 'found',
  invalid: 'invalid',
  insertFailed: 'insert_failed',
  drop: 'drop',
  earlyDrop: 'early_drop',
  clashResolved: 'clash_resolve',
  chainTooLong: 'chaintoolong',
};

/** The counters of each CPU; absent if the tool can't be run, or prints something else. */
export async function readToolStats(run: RunTool): Promise<Reading<ConntrackStats>> {
  return parsed(await run(['-S']), parseToolStats, 'conntrack -S');
}

/** The number of entries of the whole table. */
export async function readToolEntries(run: RunTool): Promise<Reading<number>> {
  return parsed(await run(['-C']), (text) => decimal(onlyLine(text)), 'conntrack -C');
}

/** `cpu=0   	found=0 invalid=4 … chaintoolong=0`, a line for each CPU, decimal. */
export function parseToolStats(text: string): ConntrackStats | undefined {
  const rows = lines(text).map((line) => new Map(words(line).map((word) => splitPair(word))));
  const keys = [...(rows[0]?.keys() ?? [])].join();
  const cpus = [];
  for (const row of rows) {
    const cpu = decimal(row.get('cpu'));
    const counts = countsOf((counter) => decimal(row.get(KEYS[counter])));
    // All CPUs have the same counters: a row with fewer was cut short.
    if (cpu === undefined || counts === undefined || [...row.keys()].join() !== keys) return undefined;
    cpus.push({ cpu, counts });
  }
  const [first] = cpus;
  return first && { era: eraOf(first.counts), cpus };
}

function eraOf({ clashResolved, chainTooLong }: ConntrackCounts): ConntrackEra {
  if (clashResolved === undefined) return 'searched';
  return chainTooLong === undefined ? 'clashres' : 'chainlength';
}

function splitPair(word: string): [string, string] {
  const [key = '', value = ''] = word.split('=', 2);
  return [key, value];
}
