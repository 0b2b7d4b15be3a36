/** Encodes the DNS answer to a query: correct, or wrong on purpose. */

import type { Rcode } from '../domain/outcome.ts';
import { familyOf } from '../domain/server.ts';
import { assertNever } from '../platform/assert-never.ts';
import { type DecodedQuery, HEADER_BYTES, uint16 } from './query.ts';

export type Alias = 'before' | 'after' | 'alone';

/** The content of a reply, and what is wrong with it. */
export interface Reply {
  readonly rcode: Rcode;
  readonly addresses: readonly string[];
  /** The addresses belong to another name, and a CNAME record leads there: before them, after them, or without any address. */
  readonly alias?: Alias;
  readonly truncated?: boolean;
  readonly lame?: boolean;
  readonly wrongId?: boolean;
  readonly wrongQuestion?: boolean;
}

/** `OTHER` is NOTAUTH here, which no stub resolver treats as a case of its own. */
const RCODES: Readonly<Record<Rcode, number>> = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  OTHER: 9,
};
const TTL_SECONDS = 30;
const RESPONSE = 0x8000;
const TRUNCATED = 0x0200;
const RECURSION_DESIRED = 0x0100;
const RECURSION_AVAILABLE = 0x0080;

/**
 * The reply's bytes: header, the question as it was asked, and one record for each address of the asked family.
 * Throws a TypeError for an invalid address: a mistake in a script, not in a query.
 */
export function encodeReply(query: DecodedQuery, bytes: Uint8Array, reply: Reply): Uint8Array {
  const owner = reply.alias === undefined ? ASKED : TARGET;
  const addresses = reply.addresses
    .filter((address) => query.qtype === (familyOf(address) === 6 ? 'AAAA' : 'A'))
    .map((address) => addressRecord(owner, address));
  const records = withAlias(addresses, reply.alias);
  return concatenated([
    header(reply.wrongId ? query.id ^ 0x5a5a : query.id, flags(bytes, reply), 1, records.length),
    question(query, bytes, reply.wrongQuestion ?? false),
    ...records,
  ]);
}

/** The reply to a message that the server can't read (RFC 1035 section 4.1.1): only a header. */
export function encodeFormatError(bytes: Uint8Array): Uint8Array {
  return header(uint16(bytes, 0), flags(bytes, { rcode: 'FORMERR', addresses: [] }), 0, 0);
}

function header(id: number, flagBits: number, questions: number, answers: number): Uint8Array {
  const message = new Uint8Array(HEADER_BYTES);
  const view = new DataView(message.buffer);
  view.setUint16(0, id);
  view.setUint16(2, flagBits);
  view.setUint16(4, questions);
  view.setUint16(6, answers);
  return message;
}

function flags(bytes: Uint8Array, reply: Reply): number {
  const asked = uint16(bytes, 2) & RECURSION_DESIRED;
  return (
    RESPONSE |
    asked |
    (reply.truncated ? TRUNCATED : 0) |
    (reply.lame ? 0 : RECURSION_AVAILABLE) |
    RCODES[reply.rcode]
  );
}

/** A wrong question has the same length, and another first letter of its name. The root has no letters, so its type differs. */
function question(query: DecodedQuery, bytes: Uint8Array, wrong: boolean): Uint8Array {
  const copy = bytes.slice(HEADER_BYTES, query.questionEnd);
  if (!wrong) return copy;
  const isRoot = copy[0] === 0;
  const at = isRoot ? copy.length - 3 : 1;
  const letter = (copy[at] ?? 0) | 0x20;
  copy[at] = isRoot ? letter ^ 0x01 : letter === 0x78 ? 0x79 : 0x78;
  return copy;
}

function withAlias(addresses: readonly Uint8Array[], alias: Alias | undefined): readonly Uint8Array[] {
  switch (alias) {
    case undefined:
      return addresses;
    case 'before':
      return [aliasRecord(), ...addresses];
    case 'after':
      return [...addresses, aliasRecord()];
    case 'alone':
      return [aliasRecord()];
    default:
      return assertNever(alias);
  }
}

/** A pointer to the question's name (RFC 1035 section 4.1.4). */
const ASKED = [0xc0, HEADER_BYTES];
/** The name that an alias leads to, `target.test`, as labels. */
const TARGET = [6, ...Buffer.from('target'), 4, ...Buffer.from('test'), 0];

/** A CNAME record (RFC 1035 section 3.3.1) of the question's name. */
function aliasRecord(): Uint8Array {
  return record(ASKED, 5, TARGET);
}

/** One A (RFC 1035 section 3.4.1) or AAAA (RFC 3596) record. */
function addressRecord(owner: readonly number[], address: string): Uint8Array {
  return familyOf(address) === 6
    ? record(owner, 28, ipv6Octets(address))
    : record(owner, 1, ipv4Octets(address));
}

function record(owner: readonly number[], type: number, data: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(owner.length + 10 + data.length);
  const view = new DataView(bytes.buffer, owner.length);
  bytes.set(owner);
  view.setUint16(0, type);
  view.setUint16(2, 1);
  view.setUint32(4, TTL_SECONDS);
  view.setUint16(8, data.length);
  bytes.set(data, owner.length + 10);
  return bytes;
}

function ipv4Octets(address: string): readonly number[] {
  const octets = address.split('.').map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256));
  if (octets.length !== 4 || octets.some((octet) => octet > 255)) {
    throw new TypeError(`not an IPv4 address: ${address}`);
  }
  return octets;
}

/** The URL parser (WHATWG, "IPv6 parser") checks the address and turns a dotted tail into hexadecimal. */
function ipv6Octets(address: string): readonly number[] {
  const normal = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [left = '', right] = normal.split('::');
  const head = groups(left);
  const tail = groups(right ?? '');
  const zeros = new Array<number>(8 - head.length - tail.length).fill(0);
  return [...head, ...zeros, ...tail].flatMap((group) => [group >> 8, group & 0xff]);
}

function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
