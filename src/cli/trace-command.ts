/** `fivesec trace URL`: the trace with the C library's own lookup, which is what an application waits for. */

import { lookup } from 'node:dns';
import { runTrace } from '../trace/trace.ts';
import type { ExitCode, Process } from './process.ts';

export interface TraceFlags {
  readonly url: string;
  readonly intervalMs: number;
  readonly count?: number;
}

export function trace(flags: TraceFlags, process: Process): Promise<ExitCode> {
  const write = (line: string) => process.out(`${line}\n`);
  return runTrace({ ...flags, clock: process.clock, signal: process.signal, write, lookup });
}
