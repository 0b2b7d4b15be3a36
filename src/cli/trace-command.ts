/** `fivesec trace URL`: the trace with the C library's own lookup, which applications wait for. */

import { lookup } from 'node:dns';
import { runTrace } from '../trace/trace.ts';
import { type ExitCode, type Process, READER_GONE } from './process.ts';

export interface TraceFlags {
  readonly url: string;
  readonly intervalMs: number;
  readonly count?: number;
  readonly slow?: boolean;
  readonly json?: boolean;
  readonly insecure?: boolean;
}

/**
 * The number of requests if none was given and the output is no terminal: an hour of them at the default interval.
 * Without -it, `kubectl exec` does not pass Ctrl-C on, so the trace could continue after its client has ended.
 */
const UNATTENDED_COUNT = 3_600;

/** A trace that ends because nobody reads it has not failed: exit code 0. */
export async function trace(flags: TraceFlags, process: Process): Promise<ExitCode> {
  const limited = process.isTerminal ? flags : { count: UNATTENDED_COUNT, ...flags };
  const write = (line: string) => process.out(`${line}\n`);
  const { clock, signal, colour } = process;
  const code = await runTrace({ ...limited, clock, signal, colour, write, lookup });
  return process.signal.reason === READER_GONE ? 0 : code;
}
