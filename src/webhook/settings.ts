/** Every setting of `fivesec webhook` as a row: flag, variable, default, sentence, and how its text is read. */

import { LOG_LEVELS } from '../platform/log.ts';
import { MODES } from './admit.ts';
import { parseListen } from './listen.ts';
import { type DnsOption, parseDnsOption } from './option.ts';
import { DNS_POLICIES } from './pod.ts';

export type Parsed<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'mistake'; readonly why: string };

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
  readonly parse: (texts: readonly string[]) => Parsed<T>;
}

export const SETTINGS = {
  listen: {
    ...named('listen'),
    defaults: [':10250'],
    placeholder: 'ADDR:PORT',
    help: 'Where to serve HTTPS. Private GKE clusters let the API server reach 443 and 10250 only.',
    parse: one((text) => parseListen(text) ?? mistake(text, 'write ADDR:PORT, such as :10250')),
  },
  certFile: {
    ...named('cert-file'),
    defaults: undefined,
    placeholder: 'FILE',
    help: 'The serving certificate and its chain, PEM. Watched: a new one is served without a restart.',
    parse: one((text) => text || mistake(text, 'name a file')),
  },
  keyFile: {
    ...named('key-file'),
    defaults: undefined,
    placeholder: 'FILE',
    help: 'The private key of the certificate, PEM, unencrypted.',
    parse: one((text) => text || mistake(text, 'name a file')),
  },
  options: {
    ...named('option', true),
    defaults: ['single-request-reopen'],
    placeholder: 'NAME[:VALUE]',
    help: "An option to add to a pod's dnsConfig, as in resolv.conf(5). Never changes one that the pod has.",
    parse: parseOptions,
  },
  mode: {
    ...named('mode'),
    defaults: ['inject'],
    placeholder: MODES.join('|'),
    help: 'report counts, logs and warns of what would be added, and changes no pod.',
    parse: one(choice(MODES)),
  },
  ownNamespace: {
    ...named('own-namespace'),
    defaults: [''],
    placeholder: 'NAMESPACE',
    help: 'The namespace that the webhook runs in. Its pods are left alone, so that it never waits for itself.',
    parse: one((text) => text),
  },
  skipDnsPolicies: {
    ...named('skip-dns-policy', true),
    defaults: ['Default', 'None'],
    placeholder: DNS_POLICIES.join('|'),
    help: "Pods with this dnsPolicy are left alone: they don't ask the cluster's DNS address. Empty: none.",
    parse: each(choice(DNS_POLICIES)),
  },
  maxBodyBytes: {
    ...named('max-body-bytes'),
    defaults: ['3145728'],
    placeholder: 'BYTES',
    help: 'A larger request is refused with 413. The API server itself takes objects of up to 3 MiB.',
    parse: one(integer(1024, 64 * 1024 * 1024)),
  },
  drainMs: {
    ...named('drain-ms'),
    defaults: ['0'],
    placeholder: 'MS',
    help: 'After SIGTERM: unready, yet serving, for so long, while the cluster takes this pod out of its Service.',
    parse: one(integer(0, 60_000)),
  },
  logLevel: {
    ...named('log-level'),
    defaults: ['info'],
    placeholder: LOG_LEVELS.join('|'),
    help: 'The least severe lines to log. debug tells of every pod that was left alone, and why.',
    parse: one(choice(LOG_LEVELS)),
  },
} as const;

function named(flag: string, isRepeatable = false) {
  const env = `FIVESEC_WEBHOOK_${flag.toUpperCase().replaceAll('-', '_')}`;
  return { flag, env, isRepeatable };
}

/** A reader's way to refuse a text. */
class Mistake {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

function mistake(text: string, advice: string): Mistake {
  return new Mistake(`${JSON.stringify(text)} is wrong: ${advice}`);
}

function each<T>(read: (text: string) => T | Mistake) {
  return (texts: readonly string[]): Parsed<readonly T[]> => {
    const values: T[] = [];
    for (const value of texts.map(read)) {
      if (value instanceof Mistake) return { kind: 'mistake', why: value.why };
      values.push(value);
    }
    return { kind: 'value', value: values };
  };
}

function one<T>(read: (text: string) => T | Mistake) {
  return (texts: readonly string[]): Parsed<T> => {
    const [text] = texts;
    if (text === undefined || texts.length > 1) return { kind: 'mistake', why: 'give it once' };
    const value = read(text);
    return value instanceof Mistake ? { kind: 'mistake', why: value.why } : { kind: 'value', value };
  };
}

function choice<const T extends string>(words: readonly T[]) {
  return (text: string): T | Mistake =>
    words.find((word) => word === text) ?? mistake(text, `choose one of ${words.join(', ')}`);
}

function integer(low: number, high: number) {
  return (text: string): number | Mistake =>
    /^\d{1,15}$/.test(text) && +text >= low && +text <= high
      ? Number(text)
      : mistake(text, `write a whole number from ${low} to ${high}`);
}

/** All wrong options are told at once. A name given twice is a mistake: the pod could only get one of them. */
function parseOptions(texts: readonly string[]): Parsed<readonly DnsOption[]> {
  const options: DnsOption[] = [];
  const mistakes: string[] = [];
  for (const text of texts) {
    const parsed = parseDnsOption(text);
    if (parsed.kind === 'mistake') mistakes.push(parsed.why);
    else if (options.some((earlier) => earlier.name === parsed.option.name))
      mistakes.push(`${text} is wrong: ${parsed.option.name} is given twice`);
    else options.push(parsed.option);
  }
  if (texts.length === 0) mistakes.push('name at least one option');
  return mistakes.length > 0
    ? { kind: 'mistake', why: mistakes.join('; ') }
    : { kind: 'value', value: options };
}
