/** Flags over environment over defaults: one frozen configuration, or every mistake at once. */

import type { ListenAddress } from '../config/fields.ts';
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
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Unknown variables are no mistake: a Service named `fivesec-webhook` makes Kubernetes set
 * `FIVESEC_WEBHOOK_SERVICE_HOST` and `FIVESEC_WEBHOOK_PORT` in every container of its namespace.
 *
 * `readFile` throws if a file can't be read: a certificate that is not there is told with all other mistakes.
 *
 * @throws Failure `config` with one line for each mistake, worded as the agent's.
 */
export function parseWebhookConfig(
  flags: WebhookFlags,
  env: Environment,
  readFile: (path: string) => string,
): WebhookConfig {
  const mistakes: string[] = [];
  const read = <K extends keyof WebhookConfig>(
    key: K,
    setting: Setting<WebhookConfig[K]>,
    objection: (value: WebhookConfig[K]) => string | undefined = () => undefined,
  ) => {
    const { origin, texts } = given(setting, flags[key], env);
    if (!texts) {
      mistakes.push(`${key}: must be given, by ${fromFlag(flagOf(setting))} or ${fromVariable(setting.env)}`);
      return undefined;
    }
    const reading = setting.parse(texts);
    const whole = setting.isRepeatable ? texts : texts[0];
    const tell = ({ index, reason }: SettingMistake) => {
      const [place, raw] = index === undefined ? [key, whole] : [`${key}[${index}]`, texts[index]];
      mistakes.push(mistakeLine(place, raw, origin, reason));
    };
    if (reading.kind === 'mistakes') {
      for (const mistake of reading.mistakes) tell(mistake);
      return undefined;
    }
    const reason = objection(reading.value);
    if (reason !== undefined) tell({ reason });
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

/** The texts that count, and where they came from, for the message. */
function given<T>(setting: Setting<T>, flag: string | readonly string[] | undefined, env: Environment) {
  if (flag !== undefined)
    return { origin: fromFlag(flagOf(setting)), texts: typeof flag === 'string' ? [flag] : flag };
  const variable = env[setting.env];
  // As with the agent, an empty variable is one that was not set; but a list may well be meant to be empty.
  if (variable === undefined || (variable === '' && !setting.isRepeatable))
    return { origin: 'default', texts: setting.defaults };
  return {
    origin: fromVariable(setting.env),
    texts: setting.isRepeatable ? splitList(variable) : [variable],
  };
}

function flagOf({ flag }: { readonly flag: string }): string {
  return `--${flag}`;
}

/** `a, b` is two texts, and nothing at all is an empty list: a flag cannot say that. */
function splitList(text: string): readonly string[] {
  return text.trim() === '' ? [] : text.split(',').map((part) => part.trim());
}
