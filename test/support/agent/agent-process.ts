/** Runs the built executable as a separate process, as users do. The end of the test ends it, if nothing does so earlier. */

import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach } from 'vitest';
import { EXECUTABLE } from '../machine/executable.ts';
import { sumOfSeries } from './series.ts';

const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts it; `ended` resolves to its exit. */
export function start(...argv: readonly string[]) {
  const child = spawn(process.execPath, [EXECUTABLE, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  return { signal: (name: 'SIGINT' | 'SIGTERM') => child.kill(name), ended: endOf(child) };
}

/** Runs it to its end. */
export function run(...argv: readonly string[]): Promise<Ended> {
  return start(...argv).ended;
}

/** Runs it to its end on a terminal, with script(1). A terminal joins both outputs. */
export function runOnTerminal(
  env: Readonly<Record<string, string>>,
  ...argv: readonly string[]
): Promise<Ended> {
  const line = [process.execPath, EXECUTABLE, ...argv].join(' ');
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
  return endOf(
    spawn('script', ['-qec', line, '/dev/null'], { stdio, env: { PATH: process.env['PATH'], ...env } }),
  );
}

async function endOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Ended> {
  running.add(child);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, out, err };
}

export interface RunningAgent {
  /** The sum of all series whose name and labels match; 0 if there is none. */
  sum(series: RegExp): Promise<number>;
  /** Sends SIGTERM; how the agent ended, and after how many milliseconds. */
  terminate(): Promise<{ readonly code: number | null; readonly tookMs: number; readonly err: string }>;
}

/** Starts `fivesec agent` on a port of the kernel's choice, and waits until it serves. */
export async function startAgent(...flags: readonly string[]): Promise<RunningAgent> {
  const argv = [EXECUTABLE, 'agent', '--listen', '127.0.0.1:0', ...flags];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const port = await new Promise<string>((resolve, reject) => {
    let log = '';
    child.stdout.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const said = /"listen":\{"address":"127\.0\.0\.1","port":(\d+)\}/.exec(log)?.[1];
      if (said) resolve(said);
    });
    child.once('exit', () => reject(new Error(`the agent has ended: ${log}${err}`)));
  });
  return {
    async sum(series) {
      const response = await fetch(`http://127.0.0.1:${port}/metrics`);
      return sumOfSeries(await response.text(), series);
    },
    async terminate() {
      const startMs = performance.now();
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      const [code] = await ended;
      return { code, tookMs: performance.now() - startMs, err };
    },
  };
}
