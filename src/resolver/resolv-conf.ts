/**
 * /etc/resolv.conf as the C libraries read it: glibc's resolv/res_init.c (res_vinit_1, res_setoptions) and
 * musl's src/network/resolvconf.c. They have little more than the keywords in common.
 */

import { isIP } from 'node:net';
import type { ProfileId } from '../domain/lookup.ts';
import type { Server } from '../domain/server.ts';
import { canonicalAddress } from '../platform/address.ts';
import { atoi, inetAton } from './c-numbers.ts';

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

type NumericOption = 'ndots' | 'timeout' | 'attempts';

/** The differences between the two readers. */
interface Dialect {
  /** Bytes, without the line's end. A longer line is ignored whole: musl's fgets wants it and two more in `char line[256]`. */
  readonly longestLine: number;
  readonly comments: readonly string[];
  readonly caps: Readonly<Record<NumericOption, number>>;
  /** The options without a value that this reader knows. A word that begins with one sets it; the first that fits counts. */
  readonly flags: readonly string[];
  /** The number of an option on a line of options; `undefined` if the line does not set it. */
  readonly numberOn: (line: string, name: NumericOption) => number | undefined;
  /** Does `domain` take more than one word? */
  readonly domainIsList: boolean;
  /** A carriage return is a letter of the word before it, or a space (`isspace`). */
  readonly carriageReturn: 'letter' | 'space';
  /** A zero byte ends the line, or makes the reader skip this line and the next one. */
  readonly zeroByte: 'ends-line' | 'skips-two-lines';
  /** Does `-rotate` clear `rotate`? */
  readonly minusClears: boolean;
}

/** In the order of glibc's table. */
const GLIBC_FLAGS = [
  'rotate',
  'edns0',
  'single-request-reopen',
  'single-request',
  'use-vc',
  'trust-ad',
  'no-aaaa',
] as const;

const GLIBC: Dialect = {
  longestLine: Number.POSITIVE_INFINITY,
  comments: ['#', ';'],
  // RES_MAXNDOTS, RES_MAXRETRANS, RES_MAXRETRY in resolv/resolv.h.
  caps: { ndots: 15, timeout: 30, attempts: 5 },
  flags: [...GLIBC_FLAGS],
  numberOn: lastAtoi,
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
  numberOn: firstDigits,
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
    .map((match) => ({ keyword: match?.[1], rest: match?.[2] ?? '' }))
    .filter(({ rest }) => words(rest).length > 0);

  const nameservers = lines
    .filter(({ keyword }) => keyword === 'nameserver')
    .flatMap(({ rest }) => addressOf(words(rest)[0] ?? '') ?? [])
    .slice(0, MOST_NAMESERVERS)
    .map((address) => ({ address, port: DNS_PORT }));
  const domains = lines.filter(({ keyword }) => keyword === 'search' || keyword === 'domain').at(-1);
  const optionLines = lines.filter(({ keyword }) => keyword === 'options').map(({ rest }) => rest);

  const number = (name: NumericOption) => numeric(optionLines, name, dialect);
  const flags = flagsIn(optionLines.flatMap(words), dialect);
  return {
    nameservers: nameservers.length > 0 ? nameservers : [LOCALHOST],
    search: searchDomains(domains, dialect),
    ndots: number('ndots') ?? 1,
    timeoutMs: (number('timeout') ?? 5) * 1000,
    attempts: number('attempts') ?? 2,
    rotate: flags.has('rotate'),
    singleRequest: flags.has('single-request'),
    singleRequestReopen: flags.has('single-request-reopen'),
    useVc: flags.has('use-vc'),
    noAaaa: flags.has('no-aaaa'),
    edns0: flags.has('edns0'),
    trustAd: flags.has('trust-ad'),
    strictError: flags.has('strict-error'),
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

/** A word that begins with a flag sets it. With `-` before it, it clears the flag, if the reader knows that. Later words win. */
function flagsIn(options: readonly string[], { flags, minusClears }: Dialect): ReadonlySet<string> {
  const set = new Set<string>();
  for (const option of options) {
    const clears = minusClears && option.startsWith('-');
    const name = clears ? option.slice(1) : option;
    const flag = flags.find((one) => name.startsWith(one));
    if (flag !== undefined && clears) set.delete(flag);
    else if (flag !== undefined) set.add(flag);
  }
  return set;
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

/** The canonical address; `undefined` if the text is none. */
function addressOf(text: string): string | undefined {
  return isIP(text.split('%')[0] ?? '') === 6 ? canonicalAddress(text) : inetAton(text);
}

/** The last line that sets the option counts. A number over the limit is set to the limit; ndots has four bits (struct __res_state). */
function numeric(
  lines: readonly string[],
  name: NumericOption,
  { caps, numberOn }: Dialect,
): number | undefined {
  const last = lines.flatMap((line) => numberOn(line, name) ?? []).at(-1);
  if (last === undefined) return undefined;
  if (last < 0) return name === 'ndots' ? last & 0xf : 0;
  return Math.min(last, caps[name]);
}

/** glibc: words are read one by one, and the last one counts. A number may stand after blanks, and is 0 if there is none. */
function lastAtoi(line: string, name: NumericOption): number | undefined {
  const at = [...line.matchAll(new RegExp(`(?<![^ \\t])${name}:`, 'g'))].at(-1);
  return at && atoi(line.slice(at.index + at[0].length));
}

/** musl: the first `name:` anywhere on the line counts, if a digit follows (`strstr`, `isdigit`). */
function firstDigits(line: string, name: NumericOption): number | undefined {
  const at = line.indexOf(`${name}:`);
  const [digits] = (at < 0 ? undefined : /^\d+/.exec(line.slice(at + name.length + 1))) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
