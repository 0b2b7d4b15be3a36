/** Loads flags, environment and file into one frozen Config, or one Failure that names every mistake at once. */

import { clashes } from './arithmetic.ts';
import { parseConfigFile } from './file.ts';
import { type Environment, type Flags, unknownVariables } from './given.ts';
import { keyOf, valueAt } from './issues.ts';
import { layer } from './layers.ts';
import { configFailure, mistakeLine, type Text, textOf } from './mistakes.ts';
import { CHECK_DEFAULTS, CONFIG_FILE, type ConfigCommand, OPTIONS } from './options.ts';
import { readConfig } from './reading.ts';
import type { Config } from './schema.ts';

/** What the caller read from the process. Nothing here reads it. */
export interface ConfigSources {
  readonly flags: Flags;
  readonly env: Environment;
  readonly hostname: string;
  /** `check` runs for a short time only, so it may ask more often and has no intervals to check. */
  readonly command?: ConfigCommand;
  /** Text of a file; throws if it can't be read. */
  readonly readFile: (path: string) => string;
  /** How long a resolver with this resolv.conf waits for one answer, in milliseconds; 5 s if not given. */
  readonly resolverTimeoutMs?: (resolvConf: string) => number;
}

/** glibc's default for one attempt (`RES_TIMEOUT` in resolv.h), musl's for a whole lookup (resolvconf.c). */
const RESOLVER_TIMEOUT_MS = 5000;

/** Throws `Failure('config')` with one line for each mistake: key, value, where it came from, what is wrong. */
export function loadConfig(sources: ConfigSources): Config {
  const file = configFile(sources);
  const command = sources.command ?? 'agent';
  const content = command === 'check' ? withoutKeys(file.content, CHECK_DEFAULTS) : file.content;
  const layers = layer(content, sources.env, sources.flags);
  const beneath = {
    nodeName: sources.hostname || 'localhost',
    ...(command === 'check' && CHECK_DEFAULTS),
  };
  const { config, issues } = readConfig(layers.tree, beneath);

  const mistakeAt = (path: readonly PropertyKey[], reason: string) => {
    const raw = valueAt(layers.tree, path);
    const origin = layers.origins.get(optionsAt(path)[0]?.key ?? '') ?? file.origin;
    return mistakeLine(keyOf(path), raw, origin, reason);
  };
  const given = OPTIONS.filter(({ path }) => valueAt(layers.tree, path) !== undefined);
  const mistaken = keys(issues.flatMap(({ path }) => optionsAt(path)));
  const resolvConf = textOf(sources.readFile, config.resolvConf);
  // A file that can't be read may have set any key: calculations with the defaults would mislead.
  const facts = {
    given: keys(given),
    mistaken,
    command,
    resolverTimeoutMs: timeout(sources, resolvConf),
  };
  // Resolvers use defaults if the usual file is missing. A file that was named by its path must exist.
  const isMissing = resolvConf.kind === 'unreadable' && facts.given.has('resolvConf');
  const missing = isMissing && !mistaken.has('resolvConf') ? [resolvConf.reason] : [];
  const sums = file.mistakes.length > 0 ? [] : clashes(config, facts);

  const mistakes = [
    ...file.mistakes,
    ...unknownVariables(sources.env, [CONFIG_FILE.env, ...OPTIONS.map(({ env }) => env)]),
    ...issues.map(({ path, reason }) => mistakeAt(path, reason)),
    ...missing.map((reason) => mistakeAt(['resolvConf'], reason)),
    ...sums.map(({ key, reason }) => mistakeAt(key.split('.'), reason)),
  ];
  if (mistakes.length === 0) return config;
  throw configFailure(mistakes);
}

interface ConfigFile {
  readonly origin: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly mistakes: readonly string[];
}

function configFile(sources: ConfigSources): ConfigFile {
  const { flags, env } = sources;
  const path = flags[CONFIG_FILE.attribute] ?? env[CONFIG_FILE.env];
  if (typeof path !== 'string' || path === '') return { origin: 'default', content: {}, mistakes: [] };
  const origin = `file ${path}`;
  const file = textOf(sources.readFile, path);
  if (file.kind === 'unreadable') return { origin, content: {}, mistakes: [`${origin}: ${file.reason}`] };
  const parsed = parseConfigFile(file.text);
  if (parsed.kind === 'content') return { origin, content: parsed.content, mistakes: [] };
  return { origin, content: {}, mistakes: parsed.reasons.map((reason) => `${origin}: ${reason}`) };
}

function withoutKeys(content: ConfigFile['content'], others: object): ConfigFile['content'] {
  return Object.fromEntries(Object.entries(content).filter(([key]) => !Object.hasOwn(others, key)));
}

/** Resolvers use their defaults where resolv.conf can't be read. */
function timeout({ resolverTimeoutMs }: ConfigSources, resolvConf: Text): number {
  if (!resolverTimeoutMs || resolvConf.kind === 'unreadable') return RESOLVER_TIMEOUT_MS;
  return resolverTimeoutMs(resolvConf.text);
}

/** The options at, above or below a place of the tree. */
function optionsAt(path: readonly PropertyKey[]) {
  return OPTIONS.filter((option) => {
    const depth = Math.min(option.path.length, path.length);
    return option.path.slice(0, depth).every((key, index) => key === path[index]);
  });
}

function keys(options: readonly { readonly key: string }[]): ReadonlySet<string> {
  return new Set(options.map(({ key }) => key));
}
