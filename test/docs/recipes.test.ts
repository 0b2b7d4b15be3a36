/** The recipes of CONTRIBUTING.md and their worked examples agree, and name files that exist. */

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PATCHES, RECIPES, ROOT } from './recipes.ts';

const NUMBERS: Readonly<Record<string, number>> = { Three: 3, Seven: 7, Eight: 8, Twelve: 12 };
/** The most files by hand. */
const LIMITS: Readonly<Record<string, number>> = { 'Add a cause': 8, 'Add a strategy': 12 };

it('no command has a path right after `-u`, which vitest would take for the value of that flag', () => {
  const commands = readFileSync(new URL('CONTRIBUTING.md', ROOT), 'utf8').match(/npx vitest [^`]*/g) ?? [];
  expect(commands.filter((command) => / -u\b/.test(command))).not.toEqual([]);
  expect(commands.filter((command) => / -u +[^-]/.test(command))).toEqual([]);
});

describe.each(RECIPES)('the recipe "$title"', ({ title, text, steps, example }) => {
  const patched = (PATCHES.find(({ name }) => name === example)?.files ?? []).map(({ path }) => path);

  it('is as many files by hand as it says, and no more than the limit', () => {
    const [, written = ''] = /^(\w+) files by hand/m.exec(text) ?? [];
    expect(steps).toHaveLength(NUMBERS[written] ?? 0);
    expect(steps.length).toBeLessThanOrEqual(LIMITS[title] ?? steps.length);
  });

  it('is the files of its worked example', () => {
    expect(patched).toHaveLength(steps.length);
    for (const path of patched) expect(steps.filter((step) => matches(step, path))).not.toEqual([]);
  });

  it('names files that exist', () => {
    const plain = steps.filter((step) => !/[<*]/.test(step));
    expect(plain.filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([]);
  });
});

describe.each(PATCHES)('the example $name', ({ name, files }) => {
  it('belongs to a recipe', () => {
    expect(RECIPES.map(({ example }) => example)).toContain(name);
  });

  it.each(files)('changes $path, or adds it', ({ path, isNew }) => {
    expect(existsSync(new URL(path, ROOT))).toBe(!isNew);
  });
});

/** Is `path` what `step` describes, with any text without a slash in the place of `<id>` or `*`? */
function matches(step: string, path: string): boolean {
  const pattern = step.replaceAll('.', String.raw`\.`).replaceAll(/<\w+>|\*/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(path);
}
