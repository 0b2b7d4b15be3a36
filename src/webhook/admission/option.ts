/** An option of resolv.conf as Kubernetes writes it (`dnsConfig.options`): parsed, checked and printed here. */

export interface DnsOption {
  readonly name: string;
  readonly value?: string;
}

/** Smallest and largest number that glibc takes as given; it clips what is beyond (resolv.conf(5)). */
export const NUMBERS: Readonly<Record<string, readonly [number, number]>> = {
  ndots: [0, 15],
  timeout: [1, 30],
  attempts: [1, 5],
};

/** The options without a value of resolv.conf(5), glibc 2.41; a C library skips a name that it does not know. */
export const SWITCHES: ReadonlySet<string> = new Set([
  'debug',
  'edns0',
  'inet6',
  'no-aaaa',
  'no-check-names',
  'no-reload',
  'no-tld-query',
  'rotate',
  'single-request',
  'single-request-reopen',
  'strict-error',
  'trust-ad',
  'use-vc',
]);

export type ParsedOption =
  | { readonly kind: 'option'; readonly option: DnsOption }
  | { readonly kind: 'mistake'; readonly reason: string };

/** Reads `use-vc` or `ndots:2`. A mistake says what would be right. */
export function parseDnsOption(text: string): ParsedOption {
  const [, name, value] = /^([a-z][a-z0-9-]{0,62})(?::([\x21-\x7e]{1,63}))?$/.exec(text) ?? [];
  if (name === undefined) return mistake('must be an option of resolv.conf, such as use-vc or ndots:2');
  const range = NUMBERS[name];
  if (range) {
    const [low, high] = range;
    const isWithin = value !== undefined && /^\d{1,3}$/.test(value) && +value >= low && +value <= high;
    if (!isWithin)
      return mistake(`${name} must have a number from ${low} to ${high}, such as ${name}:${high}`);
  }
  if (SWITCHES.has(name) && value !== undefined) return mistake(`${name} must stand without a value`);
  return { kind: 'option', option: value === undefined ? { name } : { name, value } };
}

/** True for a name that glibc's resolver knows. A misspelt option would have no effect, and no error would show it. */
export function isKnownToGlibc(option: DnsOption): boolean {
  return SWITCHES.has(option.name) || Object.hasOwn(NUMBERS, option.name);
}

/** As in resolv.conf: `use-vc`, `ndots:2`. */
export function showOption(option: { readonly name: string; readonly value?: string | undefined }): string {
  return option.value === undefined ? option.name : `${option.name}:${option.value}`;
}

function mistake(reason: string): ParsedOption {
  return { kind: 'mistake', reason };
}
