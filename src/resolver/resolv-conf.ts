/**
 * /etc/resolv.conf as the C libraries read it: glibc's resolv/res_init.c (res_vinit_1, res_setoptions) and
 * musl's src/network/resolvconf.c. They have little more than the keywords in common.
 */

import { isIP } from 'node:net';
import type { ProfileId } from '../domain/lookup.ts';
import type { Server } from '../domain/server.ts';
import { canonicalAddress } from '../platform/address.ts';

export interface ResolvConf {
  /** At most three; 127.0.0.1 if the file names none. */
  readonly nameservers: readonly Server[];
  /** Without dots at the ends; the root is the empty string. */
  readonly search: readonly string[];
  readonly ndots: number;
  readonly timeoutMs: number;
  readonly attempts: number;
  readonly rotate: boolean;
  readonly singleRequest: boolean;
  readonly singleRequestReopen: boolean;
  readonly useVc: boolean;
  readonly noAaaa: boolean;
  /** Each query has an OPT record. */
  readonly edns0: boolean;
  /** Each query has the AD bit. */
  readonly trustAd: boolean;
  /** An error answer to one of two questions fails both. */
  readonly strictError: boolean;
}

/** The differences between the two readers. */
interface Dialect {
  /** Bytes, without the line's end. A longer line is ignored whole: musl's fgets wants it and two more in `char line[256]`. */
  readonly longestLine: number;
  readonly comments: readonly string[];
  readonly caps: { readonly ndots: number; readonly timeout: number; readonly attempts: number };
  /** The options without a value that this reader knows. */
  readonly flags: readonly string[];
  /** Which of several values of an option on one line counts: glibc reads word by word, musl finds the first (`strstr`). */
  readonly valueOnLine: 'first' | 'last';
  /** Does `domain` take more than one word? */
  readonly domainIsList: boolean;
  /** A carriage return is a letter of the word before it, or a space (`isspace`). */
  readonly carriageReturn: 'letter' | 'space';
  /** A zero byte ends the line, or makes the reader skip this line and the next one. */
  readonly zeroByte: 'ends-line' | 'skips-two-lines';
  /** Does `-rotate` clear `rotate`? */
  readonly minusClears: boolean;
}

const GLIBC_FLAGS = [
  'rotate',
  'single-request',
  'single-request-reopen',
  'use-vc',
  'no-aaaa',
  'edns0',
  'trust-ad',
] as const;

const GLIBC: Dialect = {
  longestLine: Number.POSITIVE_INFINITY,
  comments: ['#', ';'],
  // RES_MAXNDOTS, RES_MAXRETRANS, RES_MAXRETRY in resolv/resolv.h.
  caps: { ndots: 15, timeout: 30, attempts: 5 },
  flags: [...GLIBC_FLAGS],
  valueOnLine: 'last',
  domainIsList: false,
  // An address with a carriage return is invalid (`__inet_aton_exact`), so such a nameserver line is ignored.
  carriageReturn: 'letter',
  zeroByte: 'ends-line',
  minusClears: false,
};

const MUSL: Dialect = {
  longestLine: 254,
  comments: [],
  caps: { ndots: 15, timeout: 60, attempts: 10 },
  flags: [],
  valueOnLine: 'first',
  domainIsList: true,
  carriageReturn: 'space',
  // musl does not find the end of such a line (`strchr`). The line counts as too long, and its rest is skipped: the next line.
  zeroByte: 'skips-two-lines',
  minusClears: false,
};

const DIALECTS: Record<ProfileId, Dialect> = {
  glibc: GLIBC,
  musl: MUSL,
  // Commits 76532595 and 95f61610.
  'glibc-2.41': { ...GLIBC, flags: [...GLIBC_FLAGS, 'strict-error'], minusClears: true },
  'musl-1.2.3': MUSL,
};

const MOST_NAMESERVERS = 3;
const DNS_PORT = 53;
const LOCALHOST: Server = { address: '127.0.0.1', port: DNS_PORT };

/** Never fails: it skips what the C library does not understand, as the library does. An empty text is an empty file. */
export function parseResolvConf(text: string, profile: ProfileId): ResolvConf {
  const dialect = DIALECTS[profile];
  const lines = linesOf(text, dialect)
    .filter(
      (line) => Buffer.byteLength(line) <= dialect.longestLine && !dialect.comments.includes(line.charAt(0)),
    )
    .map((line) => /^(\S+)[ \t]+(.*)$/s.exec(line))
    .map((match) => ({ keyword: match?.[1], rest: match?.[2]?.replace(/^[ \t]+|[ \t]+$/g, '') ?? '' }))
    .filter(({ rest }) => rest !== '');

  const nameservers = lines
    .filter(({ keyword }) => keyword === 'nameserver')
    .map(({ rest }) => words(rest)[0] ?? '')
    .filter((address) => isIP(withoutZone(address)) !== 0)
    .slice(0, MOST_NAMESERVERS)
    .map((address) => ({ address: canonicalAddress(address), port: DNS_PORT }));
  const domains = lines.filter(({ keyword }) => keyword === 'search' || keyword === 'domain').at(-1);
  // Both readers compare only the beginning of an option, so further characters are ignored.
  const optionLines = lines
    .filter(({ keyword }) => keyword === 'options')
    .map(({ rest }) => words(rest.replaceAll('\r', ' ')));
  const options = optionLines.flat();

  const number = (name: keyof Dialect['caps']) => numeric(optionLines, name, dialect);
  const flag = (name: string) => dialect.flags.includes(name) && isSet(options, name, dialect);
  return {
    nameservers: nameservers.length > 0 ? nameservers : [LOCALHOST],
    search: searchDomains(domains, dialect),
    ndots: number('ndots') ?? 1,
    timeoutMs: (number('timeout') ?? 5) * 1000,
    attempts: number('attempts') ?? 2,
    rotate: flag('rotate'),
    singleRequest: flag('single-request'),
    singleRequestReopen: flag('single-request-reopen'),
    useVc: flag('use-vc'),
    noAaaa: flag('no-aaaa'),
    edns0: flag('edns0'),
    trustAd: flag('trust-ad'),
    strictError: flag('strict-error'),
  };
}

function linesOf(text: string, { carriageReturn, zeroByte }: Dialect): readonly string[] {
  const raw = (carriageReturn === 'space' ? text.replaceAll('\r', ' ') : text).split('\n');
  if (zeroByte === 'ends-line') return raw.map((line) => line.split('\0')[0] ?? '');
  const lines: string[] = [];
  for (let index = 0; index < raw.length; index += 1) {
    const line = raw[index] ?? '';
    if (line.includes('\0')) index += 1;
    else lines.push(line);
  }
  return lines;
}

/** The last of `name` and `-name` counts, if the reader knows `-name`. */
function isSet(options: readonly string[], name: string, { minusClears }: Dialect): boolean {
  return options.lastIndexOf(name) > (minusClears ? options.lastIndexOf(`-${name}`) : -1);
}

function searchDomains(
  line: { keyword: string | undefined; rest: string } | undefined,
  { domainIsList }: Dialect,
): readonly string[] {
  if (!line) return [];
  const domains = words(line.rest).map((domain) => domain.replace(/^\.|\.$/g, ''));
  return line.keyword === 'domain' && !domainIsList ? domains.slice(0, 1) : domains;
}

function words(rest: string): string[] {
  return rest.split(/[ \t]+/).filter((word) => word !== '');
}

function withoutZone(address: string): string {
  return address.split('%')[0] ?? '';
}

/** The last line with `name:number` counts. A number over the limit is set to the limit. */
function numeric(
  lines: readonly (readonly string[])[],
  name: keyof Dialect['caps'],
  { caps, valueOnLine }: Dialect,
): number | undefined {
  const values = lines.flatMap((options) => {
    const digits = options.flatMap((option) => new RegExp(`^${name}:(\\d+)`).exec(option)?.[1] ?? []);
    return digits.at(valueOnLine === 'first' ? 0 : -1) ?? [];
  });
  const last = values.at(-1);
  return last === undefined ? undefined : Math.min(Number(last), caps[name]);
}
