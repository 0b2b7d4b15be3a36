/** Flags over environment over defaults: one frozen configuration, or every mistake at once. */

import type { ListenAddress } from '../config/fields.ts';
import { type Environment, given, unknownVariables } from '../config/given.ts';
import { configFailure, fromFlag, fromVariable, mistakeLine, textOf } from '../config/mistakes.ts';
import type { LogLevel } from '../platform/log.ts';
import type { Mode } from './admission/admit.ts';
import type { DnsOption } from './admission/option.ts';
import type { DnsPolicy } from './admission/pod.ts';
import { SETTINGS, type Setting, type SettingMistake } from './settings.ts';

export interface WebhookConfig {
  readonly listen: ListenAddress;
  readonly certFile: string;
  readonly keyFile: string;
  readonly options: readonly DnsOption[];
  readonly mode: Mode;
  /** Empty: unknown. */
  readonly ownNamespace: string;
  readonly skipDnsPolicies: readonly DnsPolicy[];
  readonly maxBodyBytes: number;
  readonly drainMs: number;
  readonly logLevel: LogLevel;
}

/** Keyed as `WebhookConfig`; what was not on the command line is absent. */
export type WebhookFlags = { readonly [K in keyof WebhookConfig]?: string | readonly string[] | undefined };

/**
 * The rules of `src/config/given.ts` apply here too: flags override variables, and unknown variables are mistakes.
 *
 * `readFile` throws if a file can't be read: a certificate that is missing is reported with all other mistakes.
 *
 * @throws Failure `config` with one line for each mistake, worded as the agent's.
 */
export function parseWebhookConfig(
  flags: WebhookFlags,
  env: Environment,
  readFile: (path: string) => string,
): WebhookConfig {
  const mistakes = [
    ...unknownVariables(
      env,
      Object.values(SETTINGS).map((setting) => setting.env),
    ),
  ];
  const read = <K extends keyof WebhookConfig>(
    key: K,
    setting: Setting<WebhookConfig[K]>,
    objection: (value: WebhookConfig[K]) => string | undefined = () => undefined,
  ) => {
    const { origin, texts } = textsOf(key, setting, flags, env);
    if (!texts) {
      mistakes.push(`${key}: must be given, by ${fromFlag(flagOf(setting))} or ${fromVariable(setting.env)}`);
      return undefined;
    }
    const reading = setting.parse(texts);
    const whole = setting.isRepeatable ? texts : texts[0];
    const report = ({ index, reason }: SettingMistake) => {
      const [place, raw] = index === undefined ? [key, whole] : [`${key}[${index}]`, texts[index]];
      mistakes.push(mistakeLine(place, raw, origin, reason));
    };
    if (reading.kind === 'mistakes') {
      for (const mistake of reading.mistakes) report(mistake);
      return undefined;
    }
    const reason = objection(reading.value);
    if (reason !== undefined) report({ reason });
    return reading.value;
  };
  const unreadable = (path: string) => {
    const content = textOf(readFile, path);
    return content.kind === 'unreadable' ? content.reason : undefined;
  };
  const config = {
    listen: read('listen', SETTINGS.listen),
    certFile: read('certFile', SETTINGS.certFile, unreadable),
    keyFile: read('keyFile', SETTINGS.keyFile, unreadable),
    options: read('options', SETTINGS.options),
    mode: read('mode', SETTINGS.mode),
    ownNamespace: read('ownNamespace', SETTINGS.ownNamespace),
    skipDnsPolicies: read('skipDnsPolicies', SETTINGS.skipDnsPolicies),
    maxBodyBytes: read('maxBodyBytes', SETTINGS.maxBodyBytes),
    drainMs: read('drainMs', SETTINGS.drainMs),
    logLevel: read('logLevel', SETTINGS.logLevel),
  };
  if (mistakes.length > 0 || !isComplete(config)) throw configFailure(mistakes);
  return Object.freeze(config);
}

function isComplete(
  config: { [K in keyof WebhookConfig]: WebhookConfig[K] | undefined },
): config is WebhookConfig {
  return Object.values(config).every((value) => value !== undefined);
}

/** The texts of a setting and their origin, for messages. No texts if it was not given and has no default. */
function textsOf<T>(key: string, setting: Setting<T>, flags: WebhookFlags, env: Environment) {
  const { isRepeatable: repeatable } = setting;
  const names = {
    flag: flagOf(setting),
    attribute: key,
    env: setting.env,
    repeatable,
    emptyIsList: repeatable,
  };
  const found = given(names, flags, env);
  if (!found) return { origin: 'default', texts: setting.defaults };
  const texts = Array.isArray(found.raw) ? found.raw.map(String) : [String(found.raw)];
  return { origin: found.origin, texts };
}

function flagOf({ flag }: { readonly flag: string }): string {
  return `--${flag}`;
}
