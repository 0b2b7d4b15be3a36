/** Validates the raw tree with the schema: returns the frozen Config, and every mistake as path and reason. */

import { isMapping } from './file.ts';
import { frozen } from './frozen.ts';
import { type Issue, issuesOf } from './issues.ts';
import { type Config, configSchema } from './schema.ts';

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
  const issues = issuesOf(first.error);
  const pruned = issues.reduce((rest, { path }) => without(rest, path), tree);
  return { config: frozen(configSchema.parse({ ...beneath, ...pruned })), issues };
}

/** The tree without the key at `path`; an entry of a list takes the whole list with it. */
function without(tree: Tree, path: Issue['path']): Tree {
  const [key, ...rest] = path.map(String);
  if (key === undefined) return tree;
  const { [key]: child, ...others } = tree;
  return isMapping(child) && rest.length > 0 ? { ...others, [key]: without(child, rest) } : others;
}
