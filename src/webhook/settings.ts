/** Every setting of `fivesec webhook` as a row: flag, variable, default, sentence, and how its text is read. */

import { choice, listenAt, number, type Parse, type Parsed, text } from '../config/fields.ts';
import { LOG_LEVELS } from '../platform/log.ts';
import { MODES } from './admission/admit.ts';
import { type DnsOption, parseDnsOption } from './admission/option.ts';
import { conflictBetween } from './admission/option-conflicts.ts';
import { DNS_POLICIES } from './admission/pod.ts';

/** What is wrong with a setting; `index` is the entry of a repeatable setting that is wrong. */
export interface SettingMistake {
  readonly index?: number;
  readonly reason: string;
}

export type Reading<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly SettingMistake[] };

export interface Setting<T> {
  /** On the command line: `--cert-file`. A repeatable one may be given more than once. */
  readonly flag: string;
  readonly env: string;
  readonly isRepeatable: boolean;
  /** Texts as they would be written in a flag; `undefined`: must be given. */
  readonly defaults: readonly string[] | undefined;
  readonly placeholder: string;
  readonly help: string;
  /** Gets every text that was given; a variable's text is split at commas if the setting is repeatable. */
  readonly parse: (texts: readonly string[]) => Reading<T>;
}

export const SETTINGS = {
  listen: {
    ...named('listen'),
    defaults: [':10250'],
    placeholder: 'ADDR:PORT',
    help: 'Where to serve HTTPS. In private GKE clusters the API server can reach only 443 and 10250.',
    parse: one(listenAt(10250)),
  },
  certFile: {
    ...named('cert-file'),
    defaults: undefined,
    placeholder: 'FILE',
    help: 'The serving certificate and its chain, in PEM. If the file changes, the new one is served without a restart.',
    parse: one(text('the path of a file')),
  },
  keyFile: {
    ...named('key-file'),
    defaults: undefined,
    placeholder: 'FILE',
    help: 'The private key of the certificate, in PEM, unencrypted.',
    parse: one(text('the path of a file')),
  },
  options: {
    ...named('option', true),
    defaults: ['single-request-reopen'],
    placeholder: 'NAME[:VALUE]',
    help: "An option to add to a pod's dnsConfig, as in resolv.conf(5). An option that the pod has is never changed.",
    parse: dnsOptions,
  },
  mode: {
    ...named('mode'),
    defaults: ['inject'],
    placeholder: 'MODE',
    help: 'inject, or report: report changes no pod. It counts, logs and warns about what would be added.',
    parse: one(choice(MODES)),
  },
  ownNamespace: {
    ...named('own-namespace'),
    defaults: [''],
    placeholder: 'NAMESPACE',
    help: 'The namespace of the webhook. Its pods are not changed, so that the webhook never waits for itself.',
    parse: one((raw) => ({ kind: 'value', value: String(raw) })),
  },
  skipDnsPolicies: {
    ...named('skip-dns-policy', true),
    defaults: ['Default', 'None'],
    placeholder: 'POLICY',
    help: `Pods with this dnsPolicy are not changed, because they don't ask the cluster's DNS address: ${DNS_POLICIES.join(', ')}. Empty: all pods are changed.`,
    parse: each(choice(DNS_POLICIES)),
  },
  maxBodyBytes: {
    ...named('max-body-bytes'),
    defaults: ['3145728'],
    placeholder: 'BYTES',
    help: 'A larger request is refused with 413. The API server itself takes objects of up to 3 MiB.',
    parse: one(number(1024, 64 * 1024 * 1024, 'whole')),
  },
  drainMs: {
    ...named('drain-ms'),
    defaults: ['0'],
    placeholder: 'MS',
    help: 'Milliseconds to go on serving after SIGTERM, not ready, while the cluster removes this pod from its Service.',
    parse: one(number(0, 60_000, 'whole')),
  },
  logLevel: {
    ...named('log-level'),
    defaults: ['info'],
    placeholder: 'LEVEL',
    help: `The lowest level to log: ${LOG_LEVELS.join(', ')}. debug logs every pod that was not changed, and why.`,
    parse: one(choice(LOG_LEVELS)),
  },
} as const;

function named(flag: string, isRepeatable = false) {
  const env = `FIVESEC_WEBHOOK_${flag.toUpperCase().replaceAll('-', '_')}`;
  return { flag, env, isRepeatable };
}

function one<T>(parse: Parse<T>) {
  return (texts: readonly string[]): Reading<T> => {
    if (texts.length > 1) return refused('must be given once');
    const parsed = parse(texts[0]);
    return parsed.kind === 'value' ? parsed : refused(parsed.reason);
  };
}

function each<T>(parse: Parse<T>) {
  return (texts: readonly string[]): Reading<readonly T[]> => {
    const values: T[] = [];
    const mistakes: SettingMistake[] = [];
    for (const [index, text] of texts.entries()) {
      const parsed = parse(text);
      if (parsed.kind === 'value') values.push(parsed.value);
      else mistakes.push({ index, reason: parsed.reason });
    }
    return mistakes.length > 0 ? { kind: 'mistakes', mistakes } : { kind: 'value', value: values };
  };
}

function refused(reason: string): Reading<never> {
  return { kind: 'mistakes', mistakes: [{ reason }] };
}

/** Two options that a pod can't get both of are a mistake: the same name twice, or a row of the table of conflicts. */
function dnsOptions(texts: readonly string[]): Reading<readonly DnsOption[]> {
  if (texts.length === 0) return refused('must have at least one entry');
  const names = new Set<string>();
  return each((raw): Parsed<DnsOption> => {
    const parsed = parseDnsOption(String(raw));
    if (parsed.kind === 'mistake') return parsed;
    const { name } = parsed.option;
    if (names.has(name)) return { kind: 'mistake', reason: `${name} is there twice` };
    const conflicts = [...names].map((other) => ({ other, conflict: conflictBetween(name, other) }));
    names.add(name);
    for (const { other, conflict } of conflicts)
      if (conflict) return { kind: 'mistake', reason: `must not stand beside ${other}: ${conflict.why}` };
    return { kind: 'value', value: parsed.option };
  })(texts);
}
