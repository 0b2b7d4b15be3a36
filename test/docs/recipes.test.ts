/** The recipes of CONTRIBUTING.md and the worked example of one of them agree, and name files that exist. */

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
/** `Add a cause` and the like, each with its text. */
const RECIPES = read('CONTRIBUTING.md')
  .split('\n### ')
  .filter((section) => section.startsWith('Add a'));

/** The first path of each numbered step. */
function filesOf(recipe: string): readonly string[] {
  return [...recipe.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, file = '']) => file);
}

/** The files that a patch changes, and whether they are new. */
function patchedFiles(patch: string): readonly { readonly path: string; readonly isNew: boolean }[] {
  return patch
    .split(/^diff --git /m)
    .slice(1)
    .map((part) => ({
      path: /^\+\+\+ b\/(.+)$/m.exec(part)?.[1] ?? '',
      isNew: part.includes('\nnew file'),
    }));
}

describe('the recipe for a cause', () => {
  const id = 'mtu-blackhole';
  const patched = patchedFiles(read('docs/examples/add-a-cause.patch'));

  it('is eight files by hand, those of its worked example', () => {
    const [recipe = ''] = RECIPES;
    expect(recipe).toContain('Eight files');
    expect(filesOf(recipe)).toHaveLength(8);
    const steps = filesOf(recipe).map((file) => file.replace('<id>', id));
    expect(patched.map(({ path }) => path).toSorted()).toEqual(steps.toSorted());
  });

  it.each(patched)('changes $path, or adds it', ({ path, isNew }) => {
    expect(existsSync(new URL(path, ROOT))).toBe(!isNew);
  });
});

it.each(RECIPES.map((recipe) => [recipe.split('\n')[0], recipe]))(
  'the recipe "%s" names files that exist',
  (_, recipe = '') => {
    const plain = filesOf(recipe).filter((file) => !/[<*]/.test(file));
    expect(plain.length).toBeGreaterThan(0);
    expect(plain.filter((file) => !existsSync(new URL(file, ROOT)))).toEqual([]);
  },
);
