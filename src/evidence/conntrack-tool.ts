/**
 * The only door to child processes: conntrack(8), for kernels that keep no statistics in procfs
 * (`CONFIG_NF_CONNTRACK_PROCFS=n`: Ubuntu, Flatcar, Azure). It speaks netlink and needs CAP_NET_ADMIN.
 */

import { execFile } from 'node:child_process';
import type { ConntrackCounter, ConntrackStats } from '../domain/node.ts';
import type { Reading } from '../domain/reading.ts';
import { absent, read } from '../domain/reading.ts';
import { errorCode } from '../platform/failure.ts';
import { countsOf } from './conntrack-stat.ts';
import { decimal, lines, parsed, words } from './parse.ts';

/** Runs a tool and resolves to what it printed. */
export type RunTool = (args: readonly string[]) => Promise<Reading<string>>;

const PATIENCE_MS = 2000;

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

export async function readToolStats(run: RunTool): Promise<Reading<ConntrackStats>> {
  return parsed(await run(['-S']), parseToolStats, 'conntrack -S');
}

export async function readToolEntries(run: RunTool): Promise<Reading<number>> {
  return parsed(await run(['-C']), (text) => decimal(text.trim()), 'conntrack -C');
}

/** `cpu=0   	found=0 invalid=4 … chaintoolong=0`, a line for each CPU, decimal. */
export function parseToolStats(text: string): ConntrackStats | undefined {
  const cpus = [];
  let era: ConntrackStats['era'] = 'chainlength';
  for (const line of lines(text)) {
    const pairs = new Map(words(line).map((word) => splitPair(word)));
    const cpu = decimal(pairs.get('cpu'));
    const counts = countsOf((counter) => decimal(pairs.get(KEYS[counter])));
    if (cpu === undefined || counts === undefined) return undefined;
    if (counts.clashResolved === undefined) era = 'searched';
    else if (counts.chainTooLong === undefined && era === 'chainlength') era = 'clashres';
    cpus.push({ cpu, counts });
  }
  return cpus.length === 0 ? undefined : { era, cpus };
}

/**
 * Runs `command`. The exit code decides: without permission the tool prints the zeros of its own network
 * namespace, as if they were an answer, and only then fails.
 */
export function conntrackTool(command: string): RunTool {
  return (args) =>
    new Promise((resolve) => {
      execFile(command, [...args], { timeout: PATIENCE_MS }, (error, stdout, stderr) => {
        if (error === null) resolve(read(stdout, 'conntrack-tool'));
        else if (errorCode(error) === 'ENOENT') resolve(absent('no-tool', `${command}: not installed`));
        else resolve(absent('no-permission', `${command}: ${stderr.trim() || error.message}`));
      });
    });
}

function splitPair(word: string): [string, string] {
  const [key = '', value = ''] = word.split('=', 2);
  return [key, value];
}
