/**
 * /etc/resolv.conf as the C libraries read it: glibc's resolv/res_init.c (res_vinit_1, res_setoptions) and
 * musl's src/network/resolvconf.c. They agree on little more than the keywords.
 */

import { isIP } from 'node:net';
import type { ProfileId } from '../domain/lookup.ts';
import type { Server } from '../domain/server.ts';

export interface ResolvConf {
  /** At most three; 127.0.0.1 if the file names none. */
  readonly nameservers: readonly Server[];
  readonly search: readonly string[];
  readonly ndots: number;
  readonly timeoutMs: number;
  readonly attempts: number;
  readonly rotate: boolean;
  readonly singleRequest: boolean;
  readonly singleRequestReopen: boolean;
  readonly useVc: boolean;
  readonly noAaaa: boolean;
}

/** What the two readers do differently. */
interface Dialect {
  /** A longer line is ignored whole: musl reads into `char line[256]`. */
  readonly longestLine: number;
  readonly comments: readonly string[];
  readonly caps: { readonly ndots: number; readonly timeout: number; readonly attempts: number };
  /** Options without a value that are understood. */
  readonly flags: readonly string[];
}

const DIALECTS: Record<ProfileId, Dialect> = {
  glibc: {
    longestLine: Number.POSITIVE_INFINITY,
    comments: ['#', ';'],
    // RES_MAXNDOTS, RES_MAXRETRANS, RES_MAXRETRY in resolv/resolv.h.
    caps: { ndots: 15, timeout: 30, attempts: 5 },
    flags: ['rotate', 'single-request', 'single-request-reopen', 'use-vc', 'no-aaaa'],
  },
  musl: {
    longestLine: 255,
    comments: [],
    caps: { ndots: 15, timeout: 60, attempts: 10 },
    flags: [],
  },
};

const MOST_NAMESERVERS = 3;
const DNS_PORT = 53;
const LOCALHOST: Server = { address: '127.0.0.1', port: DNS_PORT };

/** Never fails: what a C library would not understand is passed over, as it does. An empty text is an empty file. */
export function parseResolvConf(text: string, profile: ProfileId): ResolvConf {
  const dialect = DIALECTS[profile];
  const lines = text
    .split('\n')
    .filter((line) => line.length <= dialect.longestLine && !dialect.comments.includes(line.charAt(0)))
    .map((line) => /^(\S+)[ \t]+(.*)$/.exec(line))
    .map((match) => ({ keyword: match?.[1], rest: match?.[2]?.trim() ?? '' }))
    .filter(({ rest }) => rest !== '');

  const nameservers = lines
    .filter(({ keyword }) => keyword === 'nameserver')
    .map(({ rest }) => firstWord(rest, dialect))
    .filter((address) => isIP(withoutZone(address)) !== 0)
    .slice(0, MOST_NAMESERVERS)
    .map((address) => ({ address: canonicalAddress(address), port: DNS_PORT }));
  const domains = lines.filter(({ keyword }) => keyword === 'search' || keyword === 'domain').at(-1);
  const options = lines.filter(({ keyword }) => keyword === 'options').flatMap(({ rest }) => words(rest));

  const flag = (name: string) => dialect.flags.includes(name) && options.includes(name);
  return {
    nameservers: nameservers.length > 0 ? nameservers : [LOCALHOST],
    search: searchDomains(domains),
    ndots: numeric(options, 'ndots', dialect.caps.ndots) ?? 1,
    timeoutMs: (numeric(options, 'timeout', dialect.caps.timeout) ?? 5) * 1000,
    attempts: numeric(options, 'attempts', dialect.caps.attempts) ?? 2,
    rotate: flag('rotate'),
    singleRequest: flag('single-request'),
    singleRequestReopen: flag('single-request-reopen'),
    useVc: flag('use-vc'),
    noAaaa: flag('no-aaaa'),
  };
}

/** The form in which a socket reports the address: lower case, zeros compressed (RFC 5952). */
export function canonicalAddress(address: string): string {
  const [literal = '', zone] = address.split('%');
  if (isIP(literal) !== 6) return address;
  const canonical = new URL(`http://[${literal}]`).hostname.slice(1, -1);
  return zone === undefined ? canonical : `${canonical}%${zone}`;
}

function searchDomains(line: { keyword: string | undefined; rest: string } | undefined): readonly string[] {
  if (!line) return [];
  const domains = words(line.rest).map((domain) => domain.replace(/^\.|\.$/g, ''));
  return line.keyword === 'domain' ? domains.slice(0, 1) : domains;
}

function firstWord(rest: string, dialect: Dialect): string {
  const [word = ''] = words(rest);
  return dialect.comments.reduce((kept, comment) => kept.split(comment)[0] ?? '', word);
}

function words(rest: string): string[] {
  return rest.split(/[ \t]+/).filter((word) => word !== '');
}

function withoutZone(address: string): string {
  return address.split('%')[0] ?? '';
}

/** The last `name:number` wins; a number over the cap is the cap. */
function numeric(options: readonly string[], name: string, cap: number): number | undefined {
  const values = options
    .map((option) => new RegExp(`^${name}:(\\d+)`).exec(option)?.[1])
    .filter((digits) => digits !== undefined);
  const last = values.at(-1);
  return last === undefined ? undefined : Math.min(Number(last), cap);
}
