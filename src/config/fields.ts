/**
 * The formats of option values: raw text, YAML scalar or flag in; value or reason out. Knows no key.
 * The text states units (`250ms`, `10s`); durations are milliseconds in the result.
 */

import { isIP } from 'node:net';
import { nameMistake } from '../domain/question.ts';
import type { Server } from '../domain/server.ts';
import { webAddress } from '../platform/web-address.ts';

export type Parsed<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'mistake'; readonly reason: string };

export type Parse<T> = (raw: unknown) => Parsed<T>;

/** A JSON Schema (draft 7) of one value as it stands in a YAML file. The parser may refuse more. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A parser, and what Helm can check of a value before the agent starts. */
export interface Format<T> extends Parse<T> {
  readonly schema: JsonSchema;
}

/** Where to listen; without an address, on all of them. Port 0 lets the kernel choose. */
export interface ListenAddress {
  readonly address: string | undefined;
  readonly port: number;
}

const DNS_PORT = 53;
/** The port on which agents listen. */
export const AGENT_PORT = 9353;
const LARGEST_PORT = 65_535;
const LONGEST_URL = 200;
/** With its trailing dot. */
const LONGEST_NAME = 254;

const DURATION = { type: 'string', pattern: '^\\d+(\\.\\d+)?(ms|s|m|h)$' };
/** An address, of IPv6 with a zone or without, and a port. In brackets where IPv6 has a port. */
const SERVER = {
  type: 'string',
  pattern: '^\\[?[0-9A-Fa-f:.]+(%[0-9A-Za-z.:-]+)?\\]?(:\\d{1,5})?$',
};
const UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

const value = <T>(parsed: T): Parsed<T> => ({ kind: 'value', value: parsed });
const mistake = (reason: string): Parsed<never> => ({ kind: 'mistake', reason });

const format = <T>(schema: JsonSchema, parse: Parse<T>): Format<T> => Object.assign(parse, { schema });

/** Milliseconds from `250ms`, `1.5s`, `10s`, `1m` or `1h`, between `min` and `max` milliseconds. */
export function duration(min: number, max: number): Format<number> {
  return format(DURATION, (raw) => {
    const match = typeof raw === 'string' ? /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(raw.trim()) : null;
    const unit = UNITS.get(match?.[2] ?? '');
    if (!match || !unit) return mistake('must be a duration with its unit, such as 250ms, 10s or 1m');
    const ms = Number(match[1]) * unit;
    if (ms < min || ms > max) return mistake(`must be from ${formatDuration(min)} to ${formatDuration(max)}`);
    return value(ms);
  });
}

/** `90s` for 90 000, `2m` for 120 000: the largest unit that needs no fraction. */
export function formatDuration(ms: number): string {
  if (ms >= 3_600_000 && ms % 3_600_000 === 0) return `${ms / 3_600_000}h`;
  if (ms >= 60_000 && ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms >= 1000 ? `${ms / 1000}s` : `${ms}ms`;
}

/** A number in decimal digits from `min` to `max`, both included; text or a YAML number. */
export function number(min: number, max: number, whole: 'whole' | 'any'): Format<number> {
  const expected = `must be a ${whole === 'whole' ? 'whole ' : ''}number from ${min} to ${max}`;
  return format({ type: whole === 'whole' ? 'integer' : 'number', minimum: min, maximum: max }, (raw) => {
    const text = typeof raw === 'number' || typeof raw === 'string' ? String(raw).trim() : '';
    // Number() alone would also take '', '0x10' and 'Infinity'.
    if (!/^-?\d+(\.\d+)?$/.test(text)) return mistake(expected);
    const parsed = Number(text);
    if (parsed < min || parsed > max || (whole === 'whole' && !Number.isInteger(parsed)))
      return mistake(expected);
    return value(parsed);
  });
}

/** One of `allowed`, to the letter. */
export function choice<const T extends string>(allowed: readonly T[]): Format<T> {
  return format({ type: 'string', enum: allowed }, (raw) => {
    const found = allowed.find((one) => one === raw);
    return found === undefined ? mistake(`must be one of ${allowed.join(', ')}`) : value(found);
  });
}

/** Any text on one line. `what` names the expected value in the message. */
export function text(what: string): Format<string> {
  return format({ type: 'string', minLength: 1 }, (raw) => {
    if (typeof raw !== 'string' || raw.trim() === '' || /\p{Cc}/u.test(raw))
      return mistake(`must be ${what}`);
    return value(raw);
  });
}

/** A name that fits into a DNS question. A trailing dot is kept: it turns the search list off. */
export const domainName: Format<string> = format(
  { type: 'string', minLength: 1, maxLength: LONGEST_NAME },
  (raw) => {
    if (typeof raw !== 'string') return mistake('must be a domain name');
    const reason = nameMistake(raw);
    return reason === undefined ? value(raw) : mistake(reason);
  },
);

/** As `domainName`, or an empty text, which turns off the use of the name. */
export const domainNameOrEmpty: Format<string> = format({ type: 'string', maxLength: LONGEST_NAME }, (raw) =>
  raw === '' ? value('') : domainName(raw),
);

/**
 * An http or https URL with its scheme, as the URL standard writes it. It becomes a label of a metric, so it is short, and has no
 * user name, password or query, which can hold a secret.
 */
export const webTarget: Format<string> = format(
  { type: 'string', pattern: '^https?://[^/?#@]+(/[^?#]*)?$', maxLength: LONGEST_URL },
  (raw) => {
    const written = typeof raw === 'string' ? raw.trim() : '';
    const url = written.includes('://') ? webAddress(written) : undefined;
    if (!url) return mistake('must be an http or https URL, such as https://example.com/healthz');
    if (url.username || url.password || url.search || url.hash)
      return mistake('must have no user name, password, query or fragment: it becomes a label of a metric');
    if (url.href.length > LONGEST_URL) return mistake(`must have at most ${LONGEST_URL} characters`);
    return value(url.href);
  },
);

/** An address literal without a port. */
export const ipAddress: Format<string> = format({ type: 'string', minLength: 2 }, (raw) => {
  const written = typeof raw === 'string' ? raw.trim() : '';
  return isIP(written) === 0 ? mistake('must be an IP address, without a port') : value(written);
});

/** `ADDR` or `ADDR:PORT`, IPv6 as `fd00::a` or `[fd00::a]:53`; `standard` is the port unless it is given. */
function serverAt(standard: number, example: number): Format<Server> {
  return format(SERVER, (raw) => {
    const parts = typeof raw === 'string' ? split(raw.trim()) : undefined;
    if (!parts || isIP(parts.address) === 0)
      return mistake(
        `must be an IP address, with a port if it is not ${standard}: 10.96.0.10 or [fd00::a]:${example}`,
      );
    const port = parts.port === undefined ? standard : portNumber(parts.port);
    if (port === undefined || port === 0) return mistake(`must have a port from 1 to ${LARGEST_PORT}`);
    return value({ address: parts.address, port });
  });
}

export const server = serverAt(DNS_PORT, 5353);

/** `:PORT` for all addresses, `ADDR:PORT` for one; `example` is the port in the message. */
export function listenAt(example: number): Format<ListenAddress> {
  return format({ type: 'string', pattern: ':\\d{1,5}$' }, (raw) => {
    const parts = typeof raw === 'string' ? split(raw.trim()) : undefined;
    const port = parts?.port === undefined ? undefined : portNumber(parts.port);
    if (!parts || port === undefined || (parts.address !== '' && isIP(parts.address) === 0))
      return mistake(
        `must be ADDR:PORT or :PORT, such as :${example}, 127.0.0.1:${example} or [::1]:${example}`,
      );
    return value({ address: parts.address === '' ? undefined : parts.address, port });
  });
}

export const listenAddress = listenAt(AGENT_PORT);

/** An agent's address; port 9353 unless it is given. */
export const agentAddress = serverAt(AGENT_PORT, 8080);

/** Text before and after the port's colon. A bare IPv6 address has colons, but no port. */
function split(raw: string): { address: string; port: string | undefined } | undefined {
  if (isIP(raw) === 6) return { address: raw, port: undefined };
  const match = /^(?:\[([^[\]]*)\]|([^[\]:]*))(?::(.*))?$/.exec(raw);
  if (!match) return undefined;
  // Brackets mark an IPv6 address and nothing else.
  if (match[1] !== undefined && isIP(match[1]) !== 6) return undefined;
  return { address: match[1] ?? match[2] ?? '', port: match[3] };
}

function portNumber(digits: string): number | undefined {
  if (!/^\d{1,5}$/.test(digits)) return undefined;
  const port = Number(digits);
  return port <= LARGEST_PORT ? port : undefined;
}
