/** Messages about mistakes in the configuration, the same for all commands: key, value, origin, and what would be right. */

import { errorCode, Failure } from '../platform/failure.ts';

const LONGEST_SHOWN = 80;

/** `raw` is `undefined` if no value was given. `origin` says where the value came from: `flag --max-qps`. */
export function mistakeLine(key: string, raw: unknown, origin: string, reason: string): string {
  return `${key}${raw === undefined ? ' (default)' : ` = ${shown(raw)} (${origin})`}: ${reason}`;
}

/** One line for each mistake. */
export function configFailure(mistakes: readonly string[]): Failure {
  const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`;
  return new Failure('config', [`${count} in the configuration:`, ...mistakes].join('\n  '));
}

export const fromFlag = (flag: string): string => `flag ${flag}`;
export const fromVariable = (name: string): string => `environment variable ${name}`;

export type Text =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The text of a file that an option names; `readFile` throws if it can't be read. */
export function textOf(readFile: (path: string) => string, path: string): Text {
  try {
    return { kind: 'text', text: readFile(path) };
  } catch (error) {
    return { kind: 'unreadable', reason: unreadable(error) };
  }
}

/** The reason of a file that can't be read, with its errno. */
export function unreadable(error: unknown): string {
  return `can't be read: ${errorCode(error)}`;
}

/** Characters that JSON leaves as they are, but that control a terminal or break a line in an editor. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029]/g;

/** A value as it fits on a line: as JSON, truncated. */
export function shown(raw: unknown): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  // JSON has no infinite number: it would be shown as null.
  const isJson = typeof raw !== 'number' || Number.isFinite(raw);
  const text = ((isJson ? JSON.stringify(raw) : undefined) ?? String(raw)).replace(UNPRINTABLE, escaped);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
