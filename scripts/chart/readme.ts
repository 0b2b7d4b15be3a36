/** What charts/fivesec/README.md repeats: a row for each key of values.yaml that a "# --" comment describes, and the scrape job. */

import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { code, table } from '../markdown.ts';
import { withPartBetween } from '../text-parts.ts';

export const README_FILE = 'README.md';
const VALUES = [
  '<!-- values: generated from values.yaml by `npm run chart` -->',
  '<!-- end of values -->',
] as const;
const SCRAPE = [
  '<!-- scrape job: generated from rules/scrape.yaml by `npm run chart` -->',
  '<!-- end of scrape job -->',
] as const;

interface Row {
  readonly key: string;
  readonly fallback: string;
  readonly sentence: string;
}

/** `readme` with the table and the job replaced, each between its two marks. */
export function readmeFile(readme: string, values: string, scrapeJob: string): string {
  const withValues = withPartBetween(readme, VALUES, tableOf(values));
  return withPartBetween(withValues, SCRAPE, `\`\`\`yaml\n${scrapeJob}\`\`\``);
}

function tableOf(values: string): string {
  const rows = valueRows(values).map(({ key, fallback, sentence }) => [code(key), code(fallback), sentence]);
  return table(['value', 'default', 'meaning'], rows);
}

/** Rows in the file's order. A described map is one row; what is below it, if described, has rows of its own. */
export function valueRows(values: string): readonly Row[] {
  const { contents } = parseDocument(values);
  if (!isMap(contents)) throw new Error('values.yaml is no map');
  return rowsOf(contents, [], firstComment(values));
}

/** The parser gives the comment before a map's first key to the map, and here to the file. */
function firstComment(values: string): string {
  const [, second = ''] = values.split(/\n\n/);
  return commentLines(second).join('\n');
}

function commentLines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.startsWith('#'));
}

function rowsOf(map: YAMLMap, path: readonly string[], mapComment: string): readonly Row[] {
  return map.items.flatMap((pair, index) => {
    const key = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
    const here = [...path, key];
    const sentence = description(index === 0 ? `${mapComment}\n${ownComment(pair)}` : ownComment(pair));
    const below = isMap(pair.value) ? rowsOf(pair.value, here, pair.value.commentBefore ?? '') : [];
    if (sentence === undefined) return below;
    return [{ key: here.join('.'), fallback: fallbackOf(pair), sentence }, ...below];
  });
}

function ownComment(pair: Pair): string {
  return isScalar(pair.key) ? (pair.key.commentBefore ?? '') : '';
}

/** The last line with the mark; what stands above it belongs to the key before. */
function description(comment: string): string | undefined {
  const marked = comment.split('\n').map((line) => /^#?\s*-- (.+)$/.exec(line)?.[1]);
  return marked.findLast((sentence) => sentence !== undefined);
}

function fallbackOf(pair: Pair): string {
  const { value } = pair;
  const plain: unknown =
    value && typeof value === 'object' && 'toJSON' in value ? JSON.parse(JSON.stringify(value)) : value;
  const text = JSON.stringify(plain ?? null);
  return text.length > 100 ? 'see values.yaml' : text;
}
