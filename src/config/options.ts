/** The options as users see them: key path, flag and environment variable, all derived from the schema. */

import { ENV_PREFIX, type OptionNames } from './given.ts';
import type { Row } from './option-row.ts';
import { schemaRows } from './schema.ts';

/** An option as users see it, of the agent or of the webhook. */
export interface NamedOption extends Omit<Row, 'flag'>, OptionNames {}

export interface ConfigOption extends NamedOption {
  /** Dotted path of the YAML key: `lookups.interval`. */
  readonly key: string;
  readonly path: readonly string[];
  /** An option that `check` does not use. It accepts the key in a file that it shares with the agent, and has no flag for it. */
  readonly agentOnly: boolean;
  /** An option that `fleet` has a flag for. */
  readonly forFleet: boolean;
}

/** The only option that is no key of the file: it names the file. */
export const CONFIG_FILE = {
  flag: '--config',
  attribute: 'config',
  env: `${ENV_PREFIX}CONFIG`,
  written: 'FILE',
  sentence:
    'A YAML file with the keys of docs/configuration.md; flags and environment variables override it.',
} as const;

/** Keys, and groups of keys. */
const AGENT_ONLY = [
  'listen',
  'logLevel',
  'lookups',
  'pairs.interval',
  'pairs.maxInFlight',
  'investigation',
  'flows',
  'trace',
  'journal',
  'agents',
  'agentsName',
  'agentsPort',
  'zone',
];
/** `fleet` sends no DNS queries of its own: these are all that it uses. */
const FLEET_KEYS = ['agents', 'agentsName', 'agentsPort'];
/** `flows` sends nothing: it only needs to know the DNS Service and where procfs is. */
const FLOWS_KEYS = ['resolvConf', 'nameservers', 'endpoints', 'procNet'];
/** `check` runs for a short time only, so it may ask more often. In a file these keys are for the agent: `check` ignores them. */
export const CHECK_DEFAULTS: Readonly<Record<string, number>> = { maxQps: 200 };

/** Every option, in the order of the schema. */
export const OPTIONS: readonly ConfigOption[] = schemaRows().map(({ path, row }) => {
  const flag = row.flag ?? `--${path.map(kebab).join('-')}`;
  const key = path.join('.');
  return {
    ...row,
    key,
    path,
    flag,
    attribute: flag.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    env: ENV_PREFIX + path.map(kebab).join('_').replaceAll('-', '_').toUpperCase(),
    repeatable: Array.isArray(row.default),
    agentOnly: AGENT_ONLY.some((one) => key === one || key.startsWith(`${one}.`)),
    forFleet: FLEET_KEYS.includes(key),
  };
});

/** Who reads a configuration. */
export type ConfigCommand = 'agent' | 'check' | 'fleet' | 'flows';

/** The options for which a command has flags. */
export function flagsOf(command: ConfigCommand): readonly ConfigOption[] {
  if (command === 'fleet') return OPTIONS.filter(({ forFleet }) => forFleet);
  if (command === 'flows') return OPTIONS.filter(({ key }) => FLOWS_KEYS.includes(key));
  return OPTIONS.filter(({ agentOnly }) => command === 'agent' || !agentOnly);
}

/** The help of an option for a command. */
export function helpFor(command: ConfigCommand, option: ConfigOption): string {
  const checkDefault = command === 'check' ? CHECK_DEFAULTS[option.key] : undefined;
  return helpText({ ...option, default: checkDefault ?? option.default });
}

/** The sentence of an option for `--help`, with its default unless it has none. */
export function helpText({ sentence, repeatable, default: standard }: NamedOption): string {
  const shown = Array.isArray(standard) ? standard.join(', ') : String(standard ?? '');
  return [
    sentence.replaceAll('`', ''),
    ...(repeatable ? ['May be repeated.'] : []),
    ...(shown === '' ? [] : [`(default: ${shown})`]),
  ].join(' ');
}

/** `max-qps` for `maxQps`. */
export function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
