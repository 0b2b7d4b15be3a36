/** A process for tests of the command line: what is written is kept, nothing else is real but the clock. */

import { run } from '../../src/cli/program.ts';
import { systemClock } from '../../src/platform/clock.ts';

/** Runs a command in this process, and returns what it wrote and its exit code. */
export async function runInProcess(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const written = { out: '', err: '' };
  const code = await run(argv, {
    clock: systemClock,
    env,
    hostname: 'node-1',
    nodeVersion: 'v0',
    usage: () => ({ cpuMs: 0, residentBytes: 0, startedAt: 0 }),
    nodeAgeMs: () => 0,
    signal: new AbortController().signal,
    readFile: () => '',
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    colour: false,
    interactive: false,
    isTerminal: false,
  });
  return { code, ...written };
}
