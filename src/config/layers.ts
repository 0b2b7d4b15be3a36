/**
 * Merges flags, environment and file (in this order of precedence) into one tree of raw values, each with its origin.
 * Knows the position of values, not their meaning.
 */

import { isMapping } from './file.ts';
import { type Environment, type Flags, given } from './given.ts';
import { OPTIONS } from './options.ts';

export interface Layers {
  /** Shaped as the YAML file, with the winning values. */
  readonly tree: Readonly<Record<string, unknown>>;
  /** Where the value of a key came from: `flag --max-qps`. Keys of the file are not listed. */
  readonly origins: ReadonlyMap<string, string>;
}

/** `file` stays as it is: the tree is a copy. */
export function layer(file: Readonly<Record<string, unknown>>, env: Environment, flags: Flags): Layers {
  const tree = structuredClone(file);
  const origins = new Map<string, string>();
  for (const option of OPTIONS) {
    const found = given(option, flags, env);
    if (!found || !place(tree, option.path, found.raw)) continue;
    origins.set(option.key, found.origin);
  }
  return { tree, origins };
}

/** False if the file has something other than a mapping on the way to the key. The schema reports that. */
function place(tree: Record<string, unknown>, path: readonly string[], raw: unknown): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return false;
  if (rest.length === 0) {
    tree[key] = raw;
    return true;
  }
  tree[key] ??= {};
  const inner = tree[key];
  return isMapping(inner) && place(inner, rest, raw);
}
