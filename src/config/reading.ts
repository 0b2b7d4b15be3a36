/** Validates the raw tree with the schema: returns the frozen Config, and every mistake as path and reason. */

import { isMapping } from './file.ts';
import { type Config, configSchema } from './schema.ts';

type Path = readonly PropertyKey[];

/** One wrong place in the tree. */
export interface Issue {
  readonly path: Path;
  readonly reason: string;
}

export interface ConfigReading {
  /** Complete even if there are issues: defaults replace wrong values, so that calculations can still be checked. */
  readonly config: Config;
  readonly issues: readonly Issue[];
}

type Tree = Readonly<Record<string, unknown>>;

/** `beneath` holds the defaults that the schema can't know. It must be valid itself. */
export function readConfig(tree: Tree, beneath: Tree): ConfigReading {
  const first = configSchema.safeParse({ ...beneath, ...tree });
  if (first.success) return { config: frozen(first.data), issues: [] };
  const issues = first.error.issues.flatMap(explained);
  const pruned = issues.reduce((rest, { path }) => without(rest, path), tree);
  return { config: frozen(configSchema.parse({ ...beneath, ...pruned })), issues };
}

type SchemaIssue = NonNullable<ReturnType<typeof configSchema.safeParse>['error']>['issues'][number];

function explained(issue: SchemaIssue): Issue[] {
  const { code, path, message } = issue;
  if (code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], reason: 'there is no such key' }));
  if (code !== 'invalid_type') return [{ path, reason: message }];
  return [{ path, reason: issue.expected === 'array' ? 'must be a list' : 'must be a mapping of keys' }];
}

/** The tree without the key at `path`; an entry of a list takes the whole list with it. */
function without(tree: Tree, path: Path): Tree {
  const [key, ...rest] = path.map(String);
  if (key === undefined) return tree;
  const { [key]: child, ...others } = tree;
  return isMapping(child) && rest.length > 0 ? { ...others, [key]: without(child, rest) } : others;
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const child of Object.values(value)) frozen(child);
  return Object.freeze(value);
}
