/** Flags over environment over defaults: one frozen configuration, or every mistake at once. */

import { Failure } from '../platform/failure.ts';
import type { LogLevel } from '../platform/log.ts';
import type { Mode } from './admit.ts';
import type { ListenAddress } from './listen.ts';
import type { DnsOption } from './option.ts';
import type { DnsPolicy } from './pod.ts';
import { SETTINGS, type Setting } from './settings.ts';

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
 * @throws Failure `config` with one line for each mistake.
 */
export function parseWebhookConfig(flags: WebhookFlags, env: Environment): WebhookConfig {
  const mistakes: string[] = [];
  const read = <K extends keyof WebhookConfig>(key: K, setting: Setting<WebhookConfig[K]>) => {
    const { source, texts } = given(setting, flags[key], env);
    const parsed = texts ? setting.parse(texts) : { kind: 'mistake' as const, why: 'it must be given' };
    if (parsed.kind === 'value') return parsed.value;
    mistakes.push(`${source}: ${parsed.why}`);
    return undefined;
  };
  const config = {
    listen: read('listen', SETTINGS.listen),
    certFile: read('certFile', SETTINGS.certFile),
    keyFile: read('keyFile', SETTINGS.keyFile),
    options: read('options', SETTINGS.options),
    mode: read('mode', SETTINGS.mode),
    ownNamespace: read('ownNamespace', SETTINGS.ownNamespace),
    skipDnsPolicies: read('skipDnsPolicies', SETTINGS.skipDnsPolicies),
    maxBodyBytes: read('maxBodyBytes', SETTINGS.maxBodyBytes),
    drainMs: read('drainMs', SETTINGS.drainMs),
    logLevel: read('logLevel', SETTINGS.logLevel),
  };
  if (mistakes.length > 0 || !isComplete(config)) throw new Failure('config', mistakes.join('\n'));
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
    return { source: `--${setting.flag}`, texts: typeof flag === 'string' ? [flag] : flag };
  const variable = env[setting.env];
  if (variable === undefined) return { source: `--${setting.flag}`, texts: setting.defaults };
  return { source: setting.env, texts: setting.isRepeatable ? splitList(variable) : [variable] };
}

/** `a, b` is two texts, and nothing at all is an empty list: a flag cannot say that. */
function splitList(text: string): readonly string[] {
  return text.trim() === '' ? [] : text.split(',').map((part) => part.trim());
}
