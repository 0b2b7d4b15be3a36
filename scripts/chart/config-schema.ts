/** The JSON Schema of the agent's configuration, made of the rows of its options. The chart's schema of values contains it. */

import type { JsonSchema } from '../../src/config/fields.ts';
import { schemaRows } from '../../src/config/schema.ts';

type Option = ReturnType<typeof schemaRows>[number];

/** As JSON, with each line but the first indented by `indent` spaces. Throws an error if an option has no schema. */
export function configSchemaText(indent: number): string {
  const json = JSON.stringify(schemaOf(schemaRows()), undefined, 2);
  return oneLineLists(json, indent).replaceAll('\n', `\n${' '.repeat(indent)}`);
}

/** The schema of the options below one group: those that have a key of their own, and the groups below. */
function schemaOf(options: readonly Option[]): JsonSchema {
  const keys = [...new Set(options.map(({ path: [key = ''] }) => key))];
  const properties = keys.map((key) => {
    const below = options.filter(({ path: [first] }) => first === key);
    const [{ path, row } = { path: [key], row: undefined }] = below;
    if (path.length > 1) return [key, schemaOf(below.map(withoutFirstKey))] as const;
    if (row?.schema === undefined) throw new Error(`the option ${key} has no schema`);
    return [key, row.schema] as const;
  });
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) };
}

function withoutFirstKey({ path, row }: Option): Option {
  return { path: path.slice(1), row };
}

/** The longest line, as for the formatter of the repository. */
const LINE = 110;

/** `json` with each list of texts on one line, if it fits there. */
function oneLineLists(json: string, indent: number): string {
  return json.replaceAll(/^( *"\w+": )\[\n\s*("[^[\]{}]*?")\n\s*\](,?)$/gm, (whole, key, items, comma) => {
    const line = `${key}[${items.replaceAll(/,\s+/g, ', ')}]${comma}`;
    return line.length + indent > LINE ? whole : line;
  });
}
