import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cpuWait } from '../../src/platform/cpu-wait.ts';
import { requirement } from '../support/machine/requirement.ts';

function schedstat(text: string) {
  const path = join(mkdtempSync(join(tmpdir(), 'cpu-wait-')), 'schedstat');
  writeFileSync(path, text);
  return { path, write: (next: string) => writeFileSync(path, next) };
}

it('the wait is the second number, in milliseconds, read again each time', () => {
  const file = schedstat('49714741 918956 22\n');
  const waitedMs = cpuWait(file.path);
  expect(waitedMs?.()).toBe(0.918956);
  file.write('62783094 12133618 226\n');
  expect(waitedMs?.()).toBe(12.133618);
});

it.each([
  ['no such file', undefined],
  ['an empty file', ''],
  ['one number', '12'],
  ['words', 'a b c'],
])('is absent where the kernel does not count: %s', (_what, text) => {
  expect(cpuWait(text === undefined ? '/proc/no/schedstat' : schedstat(text).path)).toBeUndefined();
});

it('the wait of this thread never decreases', (ctx) => {
  const waitedMs = cpuWait();
  requirement(ctx, waitedMs !== undefined, 'this kernel does not count the wait for a CPU');
  const before = waitedMs?.() ?? Number.NaN;
  expect(before).toBeGreaterThanOrEqual(0);
  expect(waitedMs?.()).toBeGreaterThanOrEqual(before);
});
