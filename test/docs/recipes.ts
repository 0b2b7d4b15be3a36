/** The recipes of CONTRIBUTING.md and the patches of their worked examples, parsed. */

import { readdirSync, readFileSync } from 'node:fs';

export const ROOT = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

const EXAMPLES = 'docs/examples/';

export interface Recipe {
  /** `Add a cause` and the like. */
  readonly title: string;
  readonly text: string;
  /** The first path of each numbered step. It may have parts such as `<id>`. */
  readonly steps: readonly string[];
  /** The file of its worked example. */
  readonly example: string;
  /** The paths that its generators write. They may have such parts as well. */
  readonly generated: readonly string[];
}

export const RECIPES: readonly Recipe[] = read('CONTRIBUTING.md')
  .split('\n### ')
  .filter((section) => section.startsWith('Add a'))
  .map((text) => ({
    title: text.split('\n', 1)[0] ?? '',
    text,
    steps: [...text.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, path = '']) => path),
    example: /\(docs\/examples\/([\w-]+\.patch)\)/.exec(text)?.[1] ?? '',
    generated: pathsIn(/^Generated[^:]*:[^.]*(?:\.\S[^.]*)*/m.exec(text)?.[0] ?? ''),
  }));

function pathsIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);
}

export interface Patch {
  readonly name: string;
  /** The files that it changes, and whether they are new. */
  readonly files: readonly { readonly path: string; readonly isNew: boolean }[];
}

export const PATCHES: readonly Patch[] = readdirSync(new URL(EXAMPLES, ROOT)).map((name) => ({
  name,
  files: read(`${EXAMPLES}${name}`)
    .split(/^diff --git /m)
    .slice(1)
    .map((part) => ({
      path: /^\+\+\+ b\/(.+)$/m.exec(part)?.[1] ?? '',
      isNew: part.includes('\nnew file'),
    })),
}));
