/**
 * Encodes queries and decodes responses. The only file that imports dns-packet.
 * A query is encoded here and not by the codec: the second query of a pair is encoded while the answer to the first one is on its
 * way. A response is matched by the bytes of its question before it is decoded.
 */

import * as dnsPacket from 'dns-packet';
import type { Answer, Rcode } from '../domain/outcome.ts';
import { nameMistake, type QueryType, type Question } from '../domain/question.ts';
import { addressesInOrder, addressesOf } from './alias-order.ts';
import { hasLongChain } from './compression.ts';

const HEADER_BYTES = 12;
const TYPE_AND_CLASS_BYTES = 4;
/** The root's name and type 41. */
const OPT_START = Buffer.from([0, 0, 41]);
const RESPONSE = 0x80;
const TRUNCATED = 0x02;
const AUTHORITATIVE = 0x04;
const RECURSION_AVAILABLE = 0x80;

/** RFC 1035 section 3.2.2, RFC 3596 section 2.1. */
const TYPES: Readonly<Record<QueryType, number>> = { A: 1, AAAA: 28 };
const CLASS_IN = 1;
/** Bits of the third and of the fourth byte of the header (RFC 1035 section 4.1.1; AD: RFC 4035 section 3.1.6). */
const RECURSION_DESIRED = 0x01;
const AUTHENTIC_DATA = 0x20;
/** An OPT record with an empty name and no options (RFC 6891 section 6.1.2). */
const OPT_BYTES = 11;

/** RFC 1035 section 4.1.1 and RFC 2136; the codec's types have no rcode. */
const RCODES: readonly (Rcode | undefined)[] = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
];

/** What a query contains besides its question. */
export interface QueryExtras {
  /** UDP payload size of an OPT record (RFC 6891 section 6.2.3), in bytes; without it the query has no OPT record. */
  readonly optPayload?: number;
  /** Sets the AD bit: the sender asks whether the answer was validated (RFC 6840 section 5.7). */
  readonly authenticData?: boolean;
}

/**
 * A standard query with recursion desired. `id` is 16 bits. Throws a `RangeError` for a name that no question can hold.
 * The OPT record is glibc's (`__res_nopt`, resolv/res_mkquery.c): version 0, no flags, no options.
 */
export function encodeQuery(question: Question, id: number, extras: QueryExtras = {}): Uint8Array {
  const mistake = nameMistake(question.name);
  if (mistake) throw new RangeError(mistake);
  const { optPayload, authenticData = false } = extras;
  const name = question.name.endsWith('.') ? question.name.slice(0, -1) : question.name;
  // A length byte before each label, and the root's zero: two bytes more than the name.
  const nameBytes = Buffer.byteLength(name) + 2;
  const questionBytes = nameBytes + TYPE_AND_CLASS_BYTES;
  const bytes = Buffer.alloc(HEADER_BYTES + questionBytes + (optPayload === undefined ? 0 : OPT_BYTES));
  bytes.writeUInt16BE(id, 0);
  bytes[2] = RECURSION_DESIRED;
  bytes[3] = authenticData ? AUTHENTIC_DATA : 0;
  bytes[5] = 1;
  writeName(bytes, name);
  bytes.writeUInt16BE(TYPES[question.qtype], HEADER_BYTES + nameBytes);
  bytes.writeUInt16BE(CLASS_IN, HEADER_BYTES + nameBytes + 2);
  if (optPayload !== undefined) writeOpt(bytes, HEADER_BYTES + questionBytes, optPayload);
  return bytes;
}

/** Behind the header: each label after its length. The root's zero is there already. */
function writeName(bytes: Buffer, name: string): void {
  let at = HEADER_BYTES;
  for (const label of name.split('.')) {
    const length = bytes.write(label, at + 1);
    bytes[at] = length;
    at += 1 + length;
  }
}

/** At `at`, with one additional record announced in the header. What is not written is zero. */
function writeOpt(bytes: Buffer, at: number, payload: number): void {
  bytes[11] = 1;
  bytes.set(OPT_START, at);
  bytes.writeUInt16BE(payload, at + OPT_START.length);
}

/** The 16-bit id of a response, or `undefined` if the bytes are no response with a whole header. */
export function responseId(bytes: Uint8Array): number | undefined {
  if (bytes.length < HEADER_BYTES || (byteAt(bytes, 2) & RESPONSE) === 0) return undefined;
  return uint16At(bytes, 0);
}

/** How many questions a message has: QDCOUNT of its header. */
export function questionCount(bytes: Uint8Array): number {
  return uint16At(bytes, 4);
}

/** Is the message nothing but a header? */
export function isHeaderOnly(bytes: Uint8Array): boolean {
  return bytes.length === HEADER_BYTES;
}

/**
 * Does `response` repeat the question of `query`? Bytes are compared, letters without case (RFC 4343), so that the codec can't
 * accept another name.
 */
export function repeatsQuestion(response: Uint8Array, query: Uint8Array): boolean {
  const end = questionEnd(query);
  if (response.length < end) return false;
  for (let i = HEADER_BYTES; i < end; i += 1) {
    if (lowerCase(byteAt(response, i)) !== lowerCase(byteAt(query, i))) return false;
  }
  return true;
}

/** Where the question of one of our own queries ends: labels, the root's zero, type and class. */
function questionEnd(query: Uint8Array): number {
  let at = HEADER_BYTES;
  while (byteAt(query, at) !== 0) at += 1 + byteAt(query, at);
  return at + 1 + TYPE_AND_CLASS_BYTES;
}

/** What a stub resolver takes from a response, or `undefined` if its records can't be decoded. */
export function decodeAnswer(bytes: Uint8Array, qtype: QueryType): Answer | undefined {
  const rcode = RCODES[byteAt(bytes, 3) & 0x0f] ?? 'OTHER';
  const truncated = (byteAt(bytes, 2) & TRUNCATED) !== 0;
  const message = truncated ? {} : decoded(bytes);
  if (message === undefined) return undefined;
  const authority = byteAt(bytes, 2) & AUTHORITATIVE || byteAt(bytes, 3) & RECURSION_AVAILABLE;
  const lame = rcode === 'NOERROR' && !authority && uint16At(bytes, 6) === 0 && uint16At(bytes, 10) === 0;
  return { rcode, ...addressesIn(message, qtype), truncated, lame };
}

type Addresses = Pick<Answer, 'addresses' | 'inOrder' | 'isAliasOnly'>;

function addressesIn({ questions = [], answers = [] }: dnsPacket.Packet, qtype: QueryType): Addresses {
  const addresses = addressesOf(answers, qtype);
  const [asked] = questions;
  const inOrder = asked === undefined ? addresses : addressesInOrder(asked.name, answers, qtype);
  return {
    addresses,
    ...(inOrder.length < addresses.length ? { inOrder } : {}),
    ...(addresses.length === 0 && answers.length > 0 ? { isAliasOnly: true } : {}),
  };
}

/** Is there an OPT record among the answers? It belongs to the additional section (RFC 6891 section 6.1.1). */
export function hasOptInAnswers(bytes: Uint8Array): boolean {
  // Most responses have no OPT record at all. This test saves them a second decoding.
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(OPT_START) < 0) return false;
  return decoded(bytes)?.answers?.some(({ type }) => type === 'OPT') ?? false;
}

/** The whole message, or `undefined` if it can't be decoded. */
function decoded(bytes: Uint8Array): dnsPacket.Packet | undefined {
  if (hasLongChain(bytes)) return undefined;
  try {
    const packet = dnsPacket.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    // The codec reads zeros beyond the end of the message: a truncated record must not become an address.
    return dnsPacket.decode.bytes > bytes.length ? undefined : packet;
  } catch {
    // For input that it can't parse, the codec throws plain errors without a useful text.
    return undefined;
  }
}

function uint16At(bytes: Uint8Array, index: number): number {
  return byteAt(bytes, index) * 256 + byteAt(bytes, index + 1);
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}
