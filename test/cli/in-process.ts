/** Runs commands in the test's own process. What they write is kept, and nothing else is real but the clock. */

import type { Process } from '../../src/cli/process.ts';
import { run } from '../../src/cli/program.ts';
import { systemClock } from '../../src/platform/clock.ts';

/** A process without files, variables or a terminal. What is written to it is lost. */
export function aProcess(given: Partial<Process> = {}): Process {
  return {
    clock: systemClock,
    env: {},
    hostname: 'node-1',
    called: 'fivesec',
    nodeVersion: 'v0',
    usage: () => ({ cpuMs: 0, residentBytes: 0, startedAt: 0 }),
    nodeAgeMs: () => 0,
    signal: new AbortController().signal,
    readFile: () => '',
    out: () => {},
    err: () => {},
    colour: false,
    interactive: false,
    isTerminal: false,
    ...given,
  };
}

/** Runs a command, and returns what it wrote and its exit code. */
export async function runInProcess(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const written = { out: '', err: '' };
  const out = (text: string) => {
    written.out += text;
  };
  const err = (text: string) => {
    written.err += text;
  };
  const code = await run(argv, aProcess({ env, out, err }));
  return { code, ...written };
}
