/**
 * Flags over environment over file: one tree of raw values that remembers where each came from.
 * Knows where values stand, not what they mean.
 */

import { isMapping } from './file.ts';
import { fromFlag, fromVariable } from './mistakes.ts';
import { CONFIG_FILE, type ConfigOption, ENV_PREFIX, OPTIONS } from './options.ts';

/** What commander gives: text for a flag, a list for one that can be repeated, `undefined` if it was not there. */
export type Flags = Readonly<Record<string, unknown>>;
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Layers {
  /** Shaped as the YAML file, with the winning values. */
  readonly tree: Readonly<Record<string, unknown>>;
  /** Where the value of a key came from: `flag --max-qps`. Keys of the file are not listed. */
  readonly origins: ReadonlyMap<string, string>;
}

/**
 * `FIVESEC_...` variables that are no options. Kubernetes puts the first kind into every pod whose namespace has
 * a Service named `fivesec...` (`enableServiceLinks`); refusing them would stop the agent for a Service's name.
 */
const NOT_OPTIONS = [
  /^FIVESEC_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$/,
  /^FIVESEC_REQUIRE_ALL$/,
  /^FIVESEC_REVISION$/,
];

export function layer(file: Readonly<Record<string, unknown>>, env: Environment, flags: Flags): Layers {
  const tree = structuredClone(file);
  const origins = new Map<string, string>();
  for (const option of OPTIONS) {
    const given = fromFlags(option, flags) ?? fromEnvironment(option, env);
    if (!given || !place(tree, option.path, given.raw)) continue;
    origins.set(option.key, given.origin);
  }
  return { tree, origins };
}

/** The variables with our prefix that nobody knows: a typing mistake would go unnoticed otherwise. */
export function unknownVariables(env: Environment): string[] {
  const known = new Set<string>([CONFIG_FILE.env, ...OPTIONS.map((option) => option.env)]);
  const ours = Object.keys(env).filter((name) => name.startsWith(ENV_PREFIX));
  return ours.filter((name) => !known.has(name) && !NOT_OPTIONS.some((other) => other.test(name)));
}

/** What stands at `path`, `undefined` if nothing does. */
export function valueAt(tree: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)];
    return isMapping(value) && Object.hasOwn(value, key) ? value[String(key)] : undefined;
  }, tree);
}

interface Given {
  readonly raw: unknown;
  readonly origin: string;
}

function fromFlags(option: ConfigOption, flags: Flags): Given | undefined {
  const raw = flags[option.attribute];
  return raw === undefined ? undefined : { raw, origin: fromFlag(option.flag) };
}

/** An empty variable is one that was not set: that is how charts and shells switch one off. */
function fromEnvironment(option: ConfigOption, env: Environment): Given | undefined {
  const text = env[option.env];
  if (text === undefined || text === '') return undefined;
  const raw = option.repeatable ? text.split(',').map((item) => item.trim()) : text;
  return { raw, origin: fromVariable(option.env) };
}

/** False where the file has something else than a mapping in the way; the schema will say so. */
function place(tree: Record<string, unknown>, path: readonly string[], raw: unknown): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return false;
  if (rest.length === 0) {
    tree[key] = raw;
    return true;
  }
  tree[key] ??= {};
  const inner = tree[key];
  return isMapping(inner) && place(inner, rest, raw);
}
