/** `npm start` passes each signal on to the demo once, whoever sends it: a terminal, npm, or kill(1). */

import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const START = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));
/** In place of the demo: it says which signals it gets, and ends with the last one. */
const DEMO = `
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {
  console.log(signal);
  if (signal === 'SIGTERM') process.exit(0);
});
setInterval(() => {}, 1000);
console.log('ready');
`;
const STEPS = `
export const ROOT = process.cwd();
export const [install, build] = [() => {}, () => {}];
export const usePinnedNode = () => process.execPath;
`;

let clone = '';
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'fivesec-start-'));
  for (const folder of ['scripts', 'dist']) mkdirSync(join(clone, folder));
  cpSync(START, join(clone, 'scripts/start.mjs'));
  writeFileSync(join(clone, 'scripts/steps.mjs'), STEPS);
  writeFileSync(join(clone, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(clone, 'dist/main.js'), DEMO);
});
afterEach(() => rmSync(clone, { recursive: true }));

/** The lines of `output`; `act` is called with each. */
async function linesOf(output: Readable, act: (line: string) => void): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const [line] of on(createInterface(output), 'line', { close: ['close'] })) {
    lines.push(line);
    act(line);
  }
  return lines;
}

it('the demo gets a signal once, also where npm passes on what the terminal has sent already', async () => {
  // In a process group of its own, to which a signal is sent as a terminal does.
  const start = spawn(process.execPath, ['scripts/start.mjs'], { cwd: clone, detached: true });
  const ended = once(start, 'exit');
  const group = -(start.pid ?? Number.NaN);
  const got = await linesOf(start.stdout, (line) => {
    if (line === 'ready') process.kill(group, 'SIGINT');
    if (line !== 'SIGINT') return;
    start.kill('SIGINT');
    start.kill('SIGTERM');
  });
  expect(got).toEqual(['ready', 'SIGINT', 'SIGTERM']);
  expect(await ended).toEqual([0, null]);
});

it('the demo ends with the shell of npm', async () => {
  const command = `"${process.execPath}" scripts/start.mjs; true`;
  const shell = spawn('sh', ['-c', command], { cwd: clone, stdio: ['ignore', 'pipe', 'inherit'] });
  expect(await linesOf(shell.stdout, () => shell.kill('SIGTERM'))).toEqual(['ready', 'SIGTERM']);
});
