/** `fivesec trace` where its output is a pipe, as `kubectl exec` without -it runs it. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeEach, expect, it } from 'vitest';
import { EXECUTABLE, executableMissing } from '../../support/machine/executable.ts';
import { needs } from '../../support/machine/requirement.ts';
import { runInProcess } from '../in-process.ts';

beforeEach((ctx) => needs(ctx, executableMissing()));

it('a trace ends with the reader of its output, without a stack trace', async () => {
  const child = spawn(process.execPath, [EXECUTABLE, 'trace', '--interval', '100ms', 'http://127.0.0.1:9/'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  await once(child.stdout, 'data');
  child.stdout.destroy();
  expect([await ended, err]).toEqual([[0, null], '']);
});

it('a trace begins no request after ten minutes without a terminal and without a count', async () => {
  const { code, out } = await runInProcess(['trace', '--interval', '10m', 'http://127.0.0.1:9/']);
  expect([code, out]).toEqual([1, expect.stringMatching(/^1 request: /m)]);
});

it('a URL that is none is an error on standard error, so that a reader of JSON gets none', async () => {
  const { code, out, err } = await runInProcess(['trace', '--json', 'ftp://web.test/']);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^fivesec: "ftp:[/][/]web\.test[/]" is no http or https URL/);
});
