/** `fivesec trace URL`: traces requests, and looks the name up through the C library, as applications do. */

import { lookup } from 'node:dns';
import { runTrace } from '../../trace/trace.ts';
import { type ExitCode, type Process, READER_GONE } from '../process.ts';

export interface TraceFlags {
  readonly url: string;
  readonly intervalMs: number;
  readonly count?: number;
  readonly slow?: boolean;
  readonly json?: boolean;
  readonly insecure?: boolean;
}

/**
 * How long a trace lasts if the output is no terminal and no number of requests was given. Without -t, `kubectl exec` passes no
 * Ctrl-C on, and containerd reads the output of the program even after kubectl has ended. So the program can't notice that its
 * client has ended.
 */
const UNATTENDED_MS = 600_000;

/** If the reader of its output ends, the trace ends as well. That is no failure: the exit code is 0. */
export async function trace(flags: TraceFlags, process: Process): Promise<ExitCode> {
  const limited =
    process.isTerminal || flags.count !== undefined ? flags : { ...flags, limitMs: UNATTENDED_MS };
  const write = (line: string) => process.out(`${line}\n`);
  const { clock, signal, colour } = process;
  const code = await runTrace({ ...limited, clock, signal, colour, write, lookup });
  return process.signal.reason === READER_GONE ? 0 : code;
}
