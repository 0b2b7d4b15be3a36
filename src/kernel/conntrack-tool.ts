/**
 * Runs conntrack(8), for kernels that show conntrack nowhere in procfs (`CONFIG_NF_CONNTRACK_PROCFS=n`: Ubuntu, Flatcar, Azure).
 * The tool uses netlink and needs CAP_NET_ADMIN. The only file that starts child processes.
 */

import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { type AbsentReason, absent, type Reading, read } from '../domain/reading.ts';
import type { Clock } from '../platform/clock.ts';
import { errorCode } from '../platform/failure.ts';

/** Runs a tool and yields what it prints, in pieces. An absent piece is the last one. */
export type StreamTool = (args: readonly string[]) => AsyncGenerator<Reading<string>, void>;
/** Runs a tool and resolves to all that it printed. */
export type RunTool = (args: readonly string[]) => Promise<Reading<string>>;

type Child = ChildProcessByStdio<null, Readable, Readable>;

const PATIENCE_MS = 2000;
/** The most characters that a whole answer may have. */
const LONGEST_ANSWER = 1_048_576;
/** The most characters that are kept of an error message. */
const LONGEST_ERROR = 1_000;

/**
 * Runs `command`, and waits `patienceMs` for each piece. Its exit code decides: without permission the tool first prints the
 * zeros of its own network namespace, as if they were a result, and then fails.
 */
export function conntrackStream(command: string, clock: Clock, patienceMs = PATIENCE_MS): StreamTool {
  // A process that is stuck in the kernel survives SIGKILL. Further ones would get stuck, too.
  const stuck = new Set<ChildProcess>();
  const silent = absent('no-answer', `${command} gave no answer within ${patienceMs} ms`);
  return async function* (args) {
    if (stuck.size > 0) {
      yield absent('no-answer', `an earlier run of ${command} does not end, though it was killed`);
      return;
    }
    const begun = start(command, args);
    if (begun.kind === 'failed') return yield begun.reading;
    const { child } = begun;
    const ended = endOf(child, command);
    try {
      const pieces = piecesOf(child.stdout);
      for (;;) {
        const next = await inTime(pieces.next(), clock, patienceMs);
        if (next === undefined) return yield silent;
        if (next.done) break;
        yield read(next.value, 'conntrack-tool');
      }
      const end = (await inTime(ended, clock, patienceMs)) ?? silent;
      if (end !== 'well') yield end;
    } finally {
      abandon(child, stuck);
    }
  };
}

type Start =
  | { readonly kind: 'started'; readonly child: Child }
  | { readonly kind: 'failed'; readonly reading: Reading<never> };

/**
 * Starts the process. node:child_process throws most errors of fork(2) and execve(2). Where no descriptor is left, it returns a process
 * without pipes, whose error is an event.
 */
function start(command: string, args: readonly string[]): Start {
  const failed = (words: string): Start => {
    return { kind: 'failed', reading: absent('no-answer', `${command}: ${words}`) };
  };
  try {
    const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Readable | undefined = child.stdout;
    if (output !== undefined) return { kind: 'started', child };
    child.once('error', () => {});
    return failed('no descriptor is left for its output');
  } catch (error) {
    return failed(errorCode(error));
  }
}

/** Runs the tool of `stream` to its end. An answer of more than a megabyte is unparsable. */
export function wholeAnswer(stream: StreamTool): RunTool {
  return async (args) => {
    let answer = '';
    for await (const piece of stream(args)) {
      if (piece.kind === 'absent') return piece;
      answer += piece.value;
      if (answer.length > LONGEST_ANSWER)
        return absent('unparsable', `the answer of conntrack ${args.join(' ')} is too long`);
    }
    return read(answer, 'conntrack-tool');
  };
}

async function* piecesOf(output: Readable): AsyncGenerator<string, void> {
  try {
    for await (const piece of output) yield (piece as Buffer).toString('latin1');
  } catch {
    // The end of the process says why its output broke off.
  }
}

/** How the process ended. As far as is known, conntrack(8) exits with an error only if it has no permission. */
function endOf(child: Child, command: string): Promise<'well' | Reading<never>> {
  let message = '';
  child.stderr.on('data', (piece: Buffer) => {
    message = (message + piece.toString('latin1')).slice(0, LONGEST_ERROR);
  });
  return new Promise((resolve) => {
    const failed = (reason: AbsentReason, words: string) =>
      resolve(absent(reason, `${command}: ${message.trim() || words}`));
    child.once('error', (error) =>
      failed(errorCode(error) === 'ENOENT' ? 'no-tool' : 'no-permission', error.message),
    );
    child.once('close', (code, signal) => {
      if (signal !== null) failed('no-answer', `ended by ${signal}`);
      else if (code !== 0) failed('no-permission', `exit code ${code}`);
      else resolve('well');
    });
  });
}

/** The result of `work`, or `undefined` if it takes longer than `patienceMs`. */
async function inTime<T>(work: Promise<T>, clock: Clock, patienceMs: number): Promise<T | undefined> {
  let cancel: () => void = () => undefined;
  const late = new Promise<undefined>((resolve) => {
    cancel = clock.after(patienceMs, () => resolve(undefined));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    cancel();
  }
}

/** Kills `child` if it still runs, without waiting for it and without keeping this process alive. Until it ends it counts as `stuck`. */
function abandon(child: Child, stuck: Set<ChildProcess>): void {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    stuck.add(child);
    child.once('exit', () => stuck.delete(child));
    child.kill('SIGKILL');
  }
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
}
