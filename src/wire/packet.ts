/**
 * Encodes queries and decodes responses. The only file that imports dns-packet.
 * Names are checked before encoding, because the codec would write a length byte that no server understands. A response is
 * matched by the bytes of its question before it is decoded.
 */

import * as dnsPacket from 'dns-packet';
import type { Answer, Rcode } from '../domain/outcome.ts';
import { nameMistake, type QueryType, type Question } from '../domain/question.ts';

const HEADER_BYTES = 12;
const TYPE_AND_CLASS_BYTES = 4;
/** The root's name and type 41. */
const OPT_START = Buffer.from([0, 0, 41]);
const RESPONSE = 0x80;
const TRUNCATED = 0x02;
const AUTHORITATIVE = 0x04;
const RECURSION_AVAILABLE = 0x80;

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
  return dnsPacket.encode({
    type: 'query',
    id,
    flags: dnsPacket.RECURSION_DESIRED | (authenticData ? dnsPacket.AUTHENTIC_DATA : 0),
    questions: [{ type: question.qtype, class: 'IN', name: question.name }],
    ...(optPayload === undefined ? {} : { additionals: [optRecord(optPayload)] }),
  });
}

function optRecord(udpPayloadSize: number): dnsPacket.OptAnswer {
  return {
    type: 'OPT',
    name: '.',
    udpPayloadSize,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: [],
  };
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
  const records = truncated ? [] : answerRecords(bytes);
  if (records === undefined) return undefined;
  const addresses = records.flatMap((record) =>
    record.type === qtype && record.class === 'IN' ? [String(record.data)] : [],
  );
  const authority = byteAt(bytes, 2) & AUTHORITATIVE || byteAt(bytes, 3) & RECURSION_AVAILABLE;
  const lame = rcode === 'NOERROR' && !authority && uint16At(bytes, 6) === 0 && uint16At(bytes, 10) === 0;
  return { rcode, addresses, truncated, lame };
}

/** Is there an OPT record among the answers? It belongs to the additional section (RFC 6891 section 6.1.1). */
export function hasOptInAnswers(bytes: Uint8Array): boolean {
  // Most responses have no OPT record at all. This test saves them a second decoding.
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(OPT_START) < 0) return false;
  return answerRecords(bytes)?.some(({ type }) => type === 'OPT') ?? false;
}

/** The answer section, or `undefined` if the message can't be decoded. */
function answerRecords(bytes: Uint8Array): readonly dnsPacket.Answer[] | undefined {
  try {
    const packet = dnsPacket.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    // The codec reads zeros beyond the end of the message: a truncated record must not become an address.
    return dnsPacket.decode.bytes > bytes.length ? undefined : (packet.answers ?? []);
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
