/**
 * /etc/resolv.conf as the C libraries read it: glibc's resolv/res_init.c (res_vinit_1, res_setoptions) and
 * musl's src/network/resolvconf.c. They agree on little more than the keywords.
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
}

/** What the two readers do differently. */
interface Dialect {
  /** Bytes, without the line's end. A longer line is ignored whole: musl's fgets wants it and two more in `char line[256]`. */
  readonly longestLine: number;
  readonly comments: readonly string[];
  readonly caps: { readonly ndots: number; readonly timeout: number; readonly attempts: number };
  /** Options without a value that are understood. */
  readonly flags: readonly string[];
  /** Which of an option's values on one line counts: glibc reads word by word, musl looks for the first (`strstr`). */
  readonly valueOnLine: 'first' | 'last';
  /** Does `domain` take more than one word? */
  readonly domainIsList: boolean;
}

const DIALECTS: Record<ProfileId, Dialect> = {
  glibc: {
    longestLine: Number.POSITIVE_INFINITY,
    comments: ['#', ';'],
    // RES_MAXNDOTS, RES_MAXRETRANS, RES_MAXRETRY in resolv/resolv.h.
    caps: { ndots: 15, timeout: 30, attempts: 5 },
    flags: ['rotate', 'single-request', 'single-request-reopen', 'use-vc', 'no-aaaa'],
    valueOnLine: 'last',
    domainIsList: false,
  },
  musl: {
    longestLine: 254,
    comments: [],
    caps: { ndots: 15, timeout: 60, attempts: 10 },
    flags: [],
    valueOnLine: 'first',
    domainIsList: true,
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
    .filter(
      (line) => Buffer.byteLength(line) <= dialect.longestLine && !dialect.comments.includes(line.charAt(0)),
    )
    .map((line) => /^(\S+)[ \t]+(.*)$/.exec(line))
    .map((match) => ({ keyword: match?.[1], rest: match?.[2]?.trim() ?? '' }))
    .filter(({ rest }) => rest !== '');

  const nameservers = lines
    .filter(({ keyword }) => keyword === 'nameserver')
    .map(({ rest }) => words(rest)[0] ?? '')
    .filter((address) => isIP(withoutZone(address)) !== 0)
    .slice(0, MOST_NAMESERVERS)
    .map((address) => ({ address: canonicalAddress(address), port: DNS_PORT }));
  const domains = lines.filter(({ keyword }) => keyword === 'search' || keyword === 'domain').at(-1);
  const optionLines = lines.filter(({ keyword }) => keyword === 'options').map(({ rest }) => words(rest));
  const options = optionLines.flat();

  const number = (name: keyof Dialect['caps']) => numeric(optionLines, name, dialect);
  const flag = (name: string) => dialect.flags.includes(name) && options.includes(name);
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
  };
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

/** The last line that has `name:number` wins; a number over the cap is the cap. */
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
