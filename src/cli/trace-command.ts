/** `fivesec trace URL`: the trace with the C library's own lookup, which is what an application waits for. */

import { lookup } from 'node:dns';
import { runTrace } from '../trace/trace.ts';
import type { ExitCode, Process } from './process.ts';

export interface TraceFlags {
  readonly url: string;
  readonly intervalMs: number;
  readonly count?: number;
}

/**
 * Requests of a trace whose output is no terminal and that was given no count: an hour of them at the default interval.
 * `kubectl exec` without -it passes no Ctrl-C on, and the output may still be read for a client that has gone.
 */
const UNATTENDED_COUNT = 3_600;

export function trace(flags: TraceFlags, process: Process): Promise<ExitCode> {
  const limited = process.isTerminal ? flags : { count: UNATTENDED_COUNT, ...flags };
  const write = (line: string) => process.out(`${line}\n`);
  return runTrace({ ...limited, clock: process.clock, signal: process.signal, write, lookup });
}
