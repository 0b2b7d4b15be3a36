/**
 * Bytes and questions; the only door to dns-packet.
 * The codec is kept on a short lead: names are checked before they reach it (it would write a length byte that
 * no server understands), and an answer is matched by the question's own bytes before it is decoded at all.
 */

import * as dnsPacket from 'dns-packet';
import type { Answer, Rcode } from '../domain/outcome.ts';
import { nameMistake, type QueryType, type Question } from '../domain/question.ts';

const HEADER_BYTES = 12;
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

/** A standard query with recursion desired and nothing else, as both C libraries send it. `id` is 16 bits. */
export function encodeQuery(question: Question, id: number): Uint8Array {
  const mistake = nameMistake(question.name);
  if (mistake) throw new RangeError(mistake);
  return dnsPacket.encode({
    type: 'query',
    id,
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ type: question.qtype, class: 'IN', name: question.name }],
  });
}

/** The 16-bit id of a message, or `undefined` if it is no response with a whole header and one question. */
export function responseId(bytes: Uint8Array): number | undefined {
  if (bytes.length <= HEADER_BYTES) return undefined;
  const isResponse = (byteAt(bytes, 2) & RESPONSE) !== 0;
  const questions = byteAt(bytes, 4) * 256 + byteAt(bytes, 5);
  return isResponse && questions === 1 ? byteAt(bytes, 0) * 256 + byteAt(bytes, 1) : undefined;
}

/**
 * Does `response` repeat the question of `query`? Compared byte by byte, letters without case (RFC 4343),
 * so that nothing a codec might accept can pass for another name.
 */
export function repeatsQuestion(response: Uint8Array, query: Uint8Array): boolean {
  if (response.length < query.length) return false;
  for (let i = HEADER_BYTES; i < query.length; i += 1) {
    if (lowerCase(byteAt(response, i)) !== lowerCase(byteAt(query, i))) return false;
  }
  return true;
}

/** What a stub resolver takes from a response, or `undefined` if its records can't be decoded. */
export function decodeAnswer(bytes: Uint8Array, qtype: QueryType): Answer | undefined {
  const rcode = RCODES[byteAt(bytes, 3) & 0x0f] ?? 'OTHER';
  const truncated = (byteAt(bytes, 2) & TRUNCATED) !== 0;
  const addresses = truncated ? [] : decodeAddresses(bytes, qtype);
  if (addresses === undefined) return undefined;
  const authority = byteAt(bytes, 2) & AUTHORITATIVE || byteAt(bytes, 3) & RECURSION_AVAILABLE;
  const answers = byteAt(bytes, 6) + byteAt(bytes, 7);
  const additionals = byteAt(bytes, 10) + byteAt(bytes, 11);
  const lame = rcode === 'NOERROR' && !authority && answers === 0 && additionals === 0;
  return { rcode, addresses, truncated, lame };
}

function decodeAddresses(bytes: Uint8Array, qtype: QueryType): readonly string[] | undefined {
  try {
    const packet = dnsPacket.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    // The codec reads on beyond the end of the message, as zeros: what is cut short must not become an address.
    if (dnsPacket.decode.bytes > bytes.length) return undefined;
    return (packet.answers ?? []).flatMap((record) =>
      record.type === qtype && record.class === 'IN' ? [String(record.data)] : [],
    );
  } catch {
    // The codec throws bare errors on any input that it can't follow; what it said is of no use to anyone.
    return undefined;
  }
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}
