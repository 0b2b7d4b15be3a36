/** The options as the outside sees them: key path, flag and environment variable, all derived from the schema. */

import { type Row, schemaRows } from './schema.ts';

export interface ConfigOption extends Row {
  /** Dotted path of the YAML key: `lookups.interval`. */
  readonly key: string;
  readonly path: readonly string[];
  /** `--lookups-interval`. */
  readonly flag: string;
  /** The property that commander gives this flag: `lookupsInterval`. */
  readonly attribute: string;
  /** `FIVESEC_LOOKUPS_INTERVAL`. A list is separated by commas there. */
  readonly env: string;
  /** A list: the flag may be repeated. */
  readonly repeatable: boolean;
}

export const ENV_PREFIX = 'FIVESEC_';

/** The one option that is no key of the file, for it names the file. */
export const CONFIG_FILE = {
  flag: '--config',
  attribute: 'config',
  env: `${ENV_PREFIX}CONFIG`,
  written: 'FILE',
  sentence: 'A YAML file with the keys of this table; flags and environment variables win over it.',
} as const;

/** Every option, in the order of the schema. */
export const OPTIONS: readonly ConfigOption[] = schemaRows().map(({ path, row }) => {
  const flag = row.flag ?? `--${path.map(kebab).join('-')}`;
  return {
    ...row,
    key: path.join('.'),
    path,
    flag,
    attribute: flag.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    env: ENV_PREFIX + path.map(kebab).join('_').replaceAll('-', '_').toUpperCase(),
    repeatable: Array.isArray(row.default),
  };
});

function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
