/**
 * The only door to child processes: conntrack(8), for kernels that keep no statistics in procfs
 * (`CONFIG_NF_CONNTRACK_PROCFS=n`: Ubuntu, Flatcar, Azure). It speaks netlink and needs CAP_NET_ADMIN.
 */

import { type ChildProcess, type ExecFileException, execFile } from 'node:child_process';
import type { ConntrackCounter, ConntrackCounts, ConntrackEra, ConntrackStats } from '../domain/node.ts';
import type { AbsentReason, Reading } from '../domain/reading.ts';
import { absent, read } from '../domain/reading.ts';
import type { Clock } from '../platform/clock.ts';
import { errorCode } from '../platform/failure.ts';
import { countsOf } from './conntrack-stat.ts';
import { decimal, lines, onlyLine, parsed, words } from './parse.ts';

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
    // One kernel counts the same on each CPU: a row with less than the others is a row cut short.
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

/**
 * Runs `command`, and waits `patienceMs` for it. The exit code decides: without permission the tool prints the zeros
 * of its own network namespace, as if they were an answer, and only then fails.
 */
export function conntrackTool(command: string, clock: Clock, patienceMs = PATIENCE_MS): RunTool {
  // One that is stuck in the kernel outlives SIGKILL; its successors would get stuck beside it, every few seconds one.
  const stuck = new Set<ChildProcess>();
  return (args) =>
    new Promise((resolve) => {
      if (stuck.size > 0) {
        resolve(absent('no-answer', `${command}: an earlier one does not end, though it was killed`));
        return;
      }
      const child = execFile(command, [...args], (error, stdout, stderr) => {
        cancel();
        if (error === null) resolve(read(stdout, 'conntrack-tool'));
        else resolve(absent(reasonOf(error), `${command}: ${stderr.trim() || wordsOf(error)}`));
      });
      const cancel = clock.after(patienceMs, () => {
        abandon(child, stuck);
        resolve(absent('no-answer', `${command}: no answer within ${patienceMs} ms`));
      });
    });
}

/** Kills `child`, and neither waits for it nor lets it hold this process open; it is `stuck` until it ends. */
function abandon(child: ChildProcess, stuck: Set<ChildProcess>): void {
  if (child.exitCode === null && child.signalCode === null) {
    stuck.add(child);
    child.once('exit', () => stuck.delete(child));
  }
  child.kill('SIGKILL');
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}

/** It runs and says no: that is for want of permission, as far as conntrack(8) is known. */
function reasonOf(error: ExecFileException): AbsentReason {
  switch (errorCode(error)) {
    case 'ENOENT':
      return 'no-tool';
    case 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER':
      return 'unparsable';
    default:
      return typeof error.signal === 'string' ? 'no-answer' : 'no-permission';
  }
}

function wordsOf({ signal, message }: ExecFileException): string {
  return typeof signal === 'string' ? `ended by ${signal}` : message;
}

function splitPair(word: string): [string, string] {
  const [key = '', value = ''] = word.split('=', 2);
  return [key, value];
}
