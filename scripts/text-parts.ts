/** Replaces the generated part of a file that people write. Each function throws an error if the file lacks the place for it. */

/** `file` with the text between its two marks replaced by `text`, with `gap` before and after it. */
export function withPartBetween(
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

/** `file` with its last part, from the first line of `part` on, replaced by `part`. */
export function withLastPart(file: string, part: string): string {
  const heading = part.slice(0, part.indexOf('\n') + 1);
  const begin = file.indexOf(`\n${heading}`);
  if (begin < 0) throw new Error(`the file lacks the line "${heading.trim()}"`);
  return `${file.slice(0, begin)}\n${part}`;
}

/**
 * `json` with the text that `list` matches replaced by `ids`, one on each line, two spaces deeper than the line on which the text
 * begins. `missing` is the message of the error.
 */
export function withEnum(json: string, list: RegExp, ids: readonly string[], missing: string): string {
  const begin = json.search(list);
  if (begin < 0) throw new Error(missing);
  const indent = /^ */.exec(json.slice(json.lastIndexOf('\n', begin) + 1))?.[0] ?? '';
  const lines = ids.map((id) => `${indent}  "${id}"`).join(',\n');
  return json.replace(list, () => `[\n${lines}\n${indent}]`);
}
