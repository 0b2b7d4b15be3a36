/** What the scripts of all shells need to know about a flag's value, and how a shell quotes a text. */

import type { FlagInfo } from '../command-tree.ts';

/** `none`: the flag takes no value. `any`: nothing can be suggested. */
export type ValueKind = 'none' | 'choices' | 'file' | 'any';

export function valueKind({ placeholder, choices }: FlagInfo): ValueKind {
  if (placeholder === undefined) return 'none';
  if (choices.length > 0) return 'choices';
  return /^(?:FILE|DIR|PATH)$/.test(placeholder) ? 'file' : 'any';
}

/** The first sentence or clause of a description: a line of a menu has no room for more. */
export function brief(description: string): string {
  const [first = ''] = description.split(/[.;:](?:\s|$)/);
  return first.trim();
}

/** A word in single quotes, for bash and zsh. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
