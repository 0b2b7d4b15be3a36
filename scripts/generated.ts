/** Files that a generator makes: written, or with `--check` only compared. */

import { readFileSync, writeFileSync } from 'node:fs';

export interface Generated {
  /** The path that a message names. */
  readonly name: string;
  readonly place: URL;
  readonly text: string;
}

/** Writes those that differ, and says which; with `--check` on the command line it writes nothing, and fails for each. */
export function keepUpToDate(files: readonly Generated[], command: string): void {
  const outdated = files.filter(({ place, text }) => written(place) !== text);
  if (process.argv.includes('--check')) {
    for (const { name } of outdated) console.error(`${name} is outdated: run \`${command}\``);
    if (outdated.length > 0) process.exitCode = 1;
    return;
  }
  for (const { name, place, text } of outdated) {
    writeFileSync(place, text);
    console.log(`${name} written`);
  }
}

function written(place: URL): string | undefined {
  try {
    return readFileSync(place, 'utf8');
  } catch {
    return undefined;
  }
}

/** `file` with what stands between its two marks replaced by `text`, with `gap` before and after. Throws without the marks. */
export function between(
  file: string,
  [first, last]: readonly [string, string],
  text: string,
  gap = '\n\n',
): string {
  const begin = file.indexOf(first);
  const end = file.indexOf(last);
  if (begin < 0 || end < begin) throw new Error(`the file lacks "${first}" before "${last}"`);
  return `${file.slice(0, begin)}${first}${gap}${text}${gap}${file.slice(end)}`;
}

/** `file` with its last part, from the first line of `part` on, replaced by `part`. Throws an error if it has no such line. */
export function withLastPart(file: string, part: string): string {
  const heading = part.slice(0, part.indexOf('\n') + 1);
  const begin = file.indexOf(`\n${heading}`);
  if (begin < 0) throw new Error(`the file lacks the line "${heading.trim()}"`);
  return `${file.slice(0, begin)}\n${part}`;
}

/**
 * `json` with the text that `list` matches replaced by `ids`, one a line, two spaces deeper than the line that it begins on.
 * Throws an error with the message `missing` where nothing matches.
 */
export function withEnum(json: string, list: RegExp, ids: readonly string[], missing: string): string {
  const begin = json.search(list);
  if (begin < 0) throw new Error(missing);
  const indent = /^ */.exec(json.slice(json.lastIndexOf('\n', begin) + 1))?.[0] ?? '';
  const lines = ids.map((id) => `${indent}  "${id}"`).join(',\n');
  return json.replace(list, () => `[\n${lines}\n${indent}]`);
}
