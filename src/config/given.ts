/**
 * The values of options on the command line and in the environment, by the same rules for the agent, `check` and the webhook.
 * A flag overrides a variable. A variable with our prefix that is no option is a mistake. Nothing is parsed here.
 */

import { fromFlag, fromVariable } from './mistakes.ts';

/** What commander gives: text for a flag, a list for one that can be repeated, `undefined` if it was not there. */
export type Flags = Readonly<Record<string, unknown>>;
export type Environment = Readonly<Record<string, string | undefined>>;

/** The names of an option outside of a file. */
export interface OptionNames {
  /** `--max-qps`. */
  readonly flag: string;
  /** The property that commander gives the flag. */
  readonly attribute: string;
  /** `FIVESEC_MAX_QPS`. */
  readonly env: string;
  /** A list: the flag may be repeated, and the variable holds its entries between commas. */
  readonly repeatable: boolean;
  /** An empty variable is an empty list, which a flag can't express. Otherwise an empty variable counts as not set. */
  readonly emptyIsList?: boolean;
}

export interface Given {
  /** A text, or the texts of a list. */
  readonly raw: unknown;
  /** For messages: `flag --max-qps`. */
  readonly origin: string;
}

export const ENV_PREFIX = 'FIVESEC_';

/** `undefined` if neither the flag nor the variable is there. */
export function given(option: OptionNames, flags: Flags, env: Environment): Given | undefined {
  return fromFlags(option, flags) ?? fromEnvironment(option, env);
}

/**
 * `FIVESEC_...` variables that are no options. Kubernetes puts the first kind into every pod whose namespace has
 * a Service named `fivesec...` (`enableServiceLinks`). To reject them would stop the program because of a Service's name.
 */
const NOT_OPTIONS = [
  /^FIVESEC_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$/,
  /^FIVESEC_REQUIRE_ALL$/,
  /^FIVESEC_REVISION$/,
];

/** One line for each variable with our prefix that is not in `known`. Otherwise a misspelt variable would have no effect. */
export function unknownVariables(env: Environment, known: Iterable<string>): readonly string[] {
  const names = new Set(known);
  return Object.keys(env)
    .filter((name) => name.startsWith(ENV_PREFIX) && env[name] !== undefined && !names.has(name))
    .filter((name) => !NOT_OPTIONS.some((other) => other.test(name)))
    .map((name) => `${name}: there is no such environment variable`);
}

function fromFlags(option: OptionNames, flags: Flags): Given | undefined {
  const raw = flags[option.attribute];
  return raw === undefined ? undefined : { raw, origin: fromFlag(option.flag) };
}

/** Charts and shells unset a variable by making it empty. */
function fromEnvironment(option: OptionNames, env: Environment): Given | undefined {
  const text = env[option.env];
  if (text === undefined || (text === '' && option.emptyIsList !== true)) return undefined;
  return { raw: option.repeatable ? splitList(text) : text, origin: fromVariable(option.env) };
}

/** `a, b` is two texts; an empty text is an empty list. */
function splitList(text: string): readonly string[] {
  return text === '' ? [] : text.split(',').map((item) => item.trim());
}
