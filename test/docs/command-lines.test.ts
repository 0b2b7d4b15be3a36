/** The commands in runbooks and pages: each names a sub-command and flags that exist. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runInProcess } from '../cli/in-process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGES = [
  ...pagesIn('', ['.md'], false),
  ...pagesIn('docs', ['.md'], true),
  ...pagesIn('charts/fivesec', ['.md', '.txt', '.tpl'], true),
];
/** In code only: "fivesec finds the five-second lookup" is prose. */
const COMMAND_LINES = [/`fivesec ([a-z-]+)([^`]*)`/g, /(?:-- fivesec|main\.js) ([a-z-]+)([^`\n]*)/g];
const DEMO_LINES = /npm start -- ([^`\n]*)/g;

function pagesIn(folder: string, endings: readonly string[], recursive: boolean): string[] {
  const names = readdirSync(`${ROOT}/${folder}`, { encoding: 'utf8', recursive });
  return names
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .map((name) => join(folder, name));
}

interface CommandLine {
  readonly page: string;
  readonly line: string;
  readonly command: string;
  readonly flags: readonly string[];
}

function commandLines(page: string): CommandLine[] {
  const text = readFileSync(`${ROOT}/${page}`, 'utf8');
  const flagsIn = (rest = '') => rest.match(/--[a-z][a-z-]*/g) ?? [];
  const plain = COMMAND_LINES.flatMap((pattern) => [...text.matchAll(pattern)]).map(
    ([line, command = '', rest]) => ({ page, line, command, flags: flagsIn(rest) }),
  );
  const demo = [...text.matchAll(DEMO_LINES)].map(([line, rest]) => {
    return { page, line, command: 'demo', flags: flagsIn(rest) };
  });
  return [...plain, ...demo];
}

/** The flags that `--help` lists. */
async function flagsOf(command: string): Promise<{ code: number; flags: readonly string[] }> {
  const { code, out: help } = await runInProcess([command, '--help']);
  return { code, flags: [...help.matchAll(/^ +(?:-h, )?(--[a-z-]+)/gm)].map(([, flag = '']) => flag) };
}

const FOUND = PAGES.flatMap(commandLines);

describe('the command lines in docs and notes', () => {
  it('are found at all', () => {
    expect(FOUND.length).toBeGreaterThan(20);
    expect(FOUND.map(({ page }) => page)).toEqual(
      expect.arrayContaining(['docs/runbooks/FivesecLookupSpike.md', 'charts/fivesec/templates/NOTES.txt']),
    );
  });

  it.each([...new Set(FOUND.map(({ command }) => command))])(
    'call %s with flags that it has',
    async (command) => {
      const { code, flags } = await flagsOf(command);
      expect(code).toBe(0);
      const unknown = FOUND.filter((one) => one.command === command).flatMap(({ page, line, flags: given }) =>
        given.filter((flag) => !flags.includes(flag)).map((flag) => `${page}: ${line}: ${flag}`),
      );
      expect(unknown).toEqual([]);
    },
  );

  it("are one word in the agent's pod, where the agent's own configuration is known", () => {
    const inPod = FOUND.filter(({ line, command }) => command === 'check' && line.startsWith('-- fivesec'));
    expect(inPod.length).toBeGreaterThan(1);
    for (const { line } of inPod) expect(line).not.toContain('--config');
    expect(FOUND.filter(({ line }) => line.startsWith('main.js'))).toEqual([]);
    expect(readFileSync(`${ROOT}/charts/fivesec/templates/_pod.tpl`, 'utf8')).toMatch(
      /name: FIVESEC_CONFIG\n +value: \/etc\/fivesec\/config\.yaml/,
    );
  });
});
