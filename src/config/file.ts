/** Reads the YAML file as plain data. The only file that imports yaml. */

import { parseDocument } from 'yaml';
import { errorCode } from '../platform/failure.ts';

export type FileContent =
  | { readonly kind: 'content'; readonly content: Readonly<Record<string, unknown>> }
  | { readonly kind: 'mistakes'; readonly reasons: readonly string[] };

/** Without the tags of YAML 1.1, which make values that no option has: `!!binary`, `!!set`. */
const PLAIN_DATA = { prettyErrors: false, resolveKnownTags: false } as const;

/** One mapping of keys; an empty file has no keys. Every mistake in the text is reported, with its line. */
export function parseConfigFile(text: string): FileContent {
  const document = parseDocument(text, PLAIN_DATA);
  const mistakes = [...document.errors, ...document.warnings];
  if (mistakes.length > 0) {
    const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
    return refused(mistakes.map(({ pos, message }) => `line ${lineOf(pos[0])}: ${oneLine(message)}`));
  }
  try {
    // The library throws here if aliases expand without end ("billion laughs").
    const content: unknown = document.toJS();
    if (containsItself(content)) return refused(['an alias must not stand within its own anchor']);
    if (content === null || content === undefined) return { kind: 'content', content: {} };
    return isMapping(content) ? { kind: 'content', content } : refused(['must be a mapping of keys']);
  } catch (error) {
    return refused([oneLine(errorCode(error))]);
  }
}

/** An object that is no list: what a YAML mapping becomes. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Such a value has no end: it could not be shown in a message. `above`: the values that it is part of. */
function containsItself(value: unknown, above: readonly object[] = []): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (above.includes(value)) return true;
  return Object.values(value).some((child) => containsItself(child, [...above, value]));
}

function refused(reasons: readonly string[]): FileContent {
  return { kind: 'mistakes', reasons };
}

function oneLine(message: string): string {
  return message.replaceAll(/\s+/g, ' ').trim();
}
