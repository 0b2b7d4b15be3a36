import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepUpToDate } from '../../scripts/generated.ts';

let path = '';
const exitCode = process.exitCode;

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'fivesec-generated-'));
  writeFileSync(join(path, 'same'), 'text\n');
  writeFileSync(join(path, 'other'), 'old\n');
});

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = exitCode;
  rmSync(path, { recursive: true });
});

/** The lines that it prints. */
function kept(isCheck: boolean): readonly unknown[] {
  const lines: unknown[] = [];
  for (const stream of ['log', 'error'] as const)
    vi.spyOn(console, stream).mockImplementation((line) => void lines.push(line));
  const files = { same: 'text\n', other: 'new\n', absent: 'new\n' };
  keepUpToDate(files, { folder: pathToFileURL(`${path}/`), command: 'npm run x', isCheck });
  return lines;
}

it('writes the files that differ, and says which', () => {
  expect(kept(false)).toEqual(['other written', 'absent written']);
  expect(['same', 'other', 'absent'].map((name) => readFileSync(join(path, name), 'utf8'))).toEqual([
    'text\n',
    'new\n',
    'new\n',
  ]);
  expect(process.exitCode).toBe(exitCode);
});

it('writes nothing in a check, and fails for each file that differs', () => {
  expect(kept(true)).toEqual(['other is outdated: run `npm run x`', 'absent is outdated: run `npm run x`']);
  expect(readFileSync(join(path, 'other'), 'utf8')).toBe('old\n');
  expect(process.exitCode).toBe(1);
});
