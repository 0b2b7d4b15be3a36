/** The mistakes that a schema finds in a tree of raw values, as path and reason. */

import { isMapping } from './file.ts';
import { shown } from './mistakes.ts';

type Path = readonly PropertyKey[];

/** One wrong place in the tree. */
export interface Issue {
  readonly path: Path;
  readonly reason: string;
}

/** The part of zod's issues that is used here. */
interface SchemaIssue {
  readonly code: string;
  readonly path: Path;
  readonly message: string;
  readonly keys?: readonly string[];
  readonly expected?: string;
}

/** One for each wrong place; each unknown key is a place of its own. */
export function issuesOf(error: { readonly issues: readonly SchemaIssue[] }): readonly Issue[] {
  return error.issues.flatMap(({ code, path, message, keys = [], expected }) => {
    if (code === 'unrecognized_keys')
      return keys.map((key) => ({ path: [...path, key], reason: 'there is no such key' }));
    if (code !== 'invalid_type') return [{ path, reason: message }];
    return [{ path, reason: expected === 'array' ? 'must be a list' : 'must be a mapping of keys' }];
  });
}

/** `names[1]`, `lookups.interval`; a key that would not fit on the line is quoted. */
export function keyOf(path: Path): string {
  const plain = (key: PropertyKey) => (/^[\w-]{1,80}$/.test(String(key)) ? String(key) : shown(String(key)));
  const parts = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${plain(key)}`));
  return parts.join('').replace(/^\./, '');
}

/** The value at `path`; `undefined` if there is none. */
export function valueAt(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)];
    return isMapping(value) && Object.hasOwn(value, key) ? value[String(key)] : undefined;
  }, tree);
}
