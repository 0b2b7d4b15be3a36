/**
 * The declaration of one option: its default, its unit, its format, its sentence for people, and its parser. The agent's options
 * (schema.ts) and the webhook's (webhook/settings.ts) are declared in this way.
 */

import * as z from 'zod';
import type { Format, JsonSchema, Parse } from './fields.ts';

/** The properties of an option, without its key. */
export interface Row {
  /** As it would stand in the YAML file; `undefined` if there is none. */
  readonly default: string | number | readonly string[] | undefined;
  /** How a value is written, for `--help`: `ADDR:PORT`. */
  readonly written: string;
  readonly unit?: string;
  readonly sentence: string;
  /** Set if the flag is not simply the key's path: the singular for an option that can be repeated. */
  readonly flag?: string;
  /** The JSON Schema of a value in the YAML file; derived from the parser. */
  readonly schema?: JsonSchema;
}

export const rows = z.registry<Row>();

function reading<T>(parse: Parse<T>) {
  return z.unknown().transform((raw, context): T => {
    const parsed = parse(raw);
    if (parsed.kind === 'value') return parsed.value;
    context.issues.push({ code: 'custom', message: parsed.reason, input: raw });
    return z.NEVER;
  });
}

export function option<T>(parse: Parse<T>, row: Row & { default: string | number }) {
  return reading(parse)
    .prefault(row.default)
    .register(rows, { ...row, ...schemaOf(parse) });
}

/** An option that must have a value: the loader computes a default, or the user gives one. */
export function required<T>(parse: Parse<T>, row: Omit<Row, 'default'>) {
  return reading(parse).register(rows, { ...row, default: undefined, ...schemaOf(parse) });
}

export function optional<T>(parse: Parse<T>, row: Omit<Row, 'default'>) {
  return reading(parse)
    .optional()
    .register(rows, { ...row, default: undefined, ...schemaOf(parse) });
}

export function list<T>(
  parse: Parse<T>,
  range: { min: number; max: number },
  row: Row & { default: string[] },
) {
  const items = z.array(reading(parse)).superRefine((values, context) => {
    const known = new Set<string>();
    const twice = values.findIndex((value) => {
      const text = JSON.stringify(value);
      const isKnown = known.has(text);
      known.add(text);
      return isKnown;
    });
    if (twice >= 0) context.addIssue({ code: 'custom', message: 'is there twice', path: [twice] });
    if (values.length < range.min || values.length > range.max)
      context.addIssue({ code: 'custom', message: `must have ${range.min} to ${range.max} entries` });
  });
  const schema = {
    type: 'array',
    items: schemaOf(parse).schema,
    uniqueItems: true,
    minItems: range.min,
    maxItems: range.max,
  };
  return items
    .readonly()
    .prefault(row.default)
    .register(rows, { ...row, schema });
}

function schemaOf<T>(parse: Parse<T> | Format<T>): { readonly schema?: JsonSchema } {
  return 'schema' in parse ? { schema: parse.schema } : {};
}

/** Key path and row of every option below `type`, in the order of the schema. */
export function rowsIn(
  type: z.core.$ZodType,
  path: readonly string[] = [],
): readonly { readonly path: readonly string[]; readonly row: Row }[] {
  const row = rows.get(type);
  if (row) return [{ path, row }];
  const inner = type instanceof z.ZodPrefault ? type.unwrap() : type;
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries(inner.shape).flatMap(([key, field]) => rowsIn(field, [...path, key]));
}
