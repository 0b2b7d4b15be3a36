/**
 * Reads the few bytes of a DNS query that a scripted server must understand (RFC 1035 section 4.1).
 * It does not use the codec of `src/wire/packet.ts`: a test of that codec must not share its mistakes.
 */

import type { QueryType } from '../domain/question.ts';

export const HEADER_BYTES = 12;
const LONGEST_NAME_BYTES = 255;

export interface DecodedQuery {
  readonly id: number;
  /** As sent, upper and lower case kept, without the trailing dot. */
  readonly name: string;
  readonly qtype: QueryType | 'OTHER';
  /** Where the question ends, in bytes from the start of the message. */
  readonly questionEnd: number;
  /** The largest answer that the client accepts over UDP: 512 bytes, or the size in its OPT record. */
  readonly udpBytes: number;
}

/** The query in `bytes`, or `undefined` if there is no message with exactly one readable question. */
export function decodeQuery(bytes: Uint8Array): DecodedQuery | undefined {
  if (bytes.length < HEADER_BYTES || isResponse(bytes) || uint16(bytes, 4) !== 1) return undefined;
  const name = decodeName(bytes, HEADER_BYTES);
  if (!name || name.end + 4 > bytes.length) return undefined;
  return {
    id: uint16(bytes, 0),
    name: name.text,
    qtype: queryType(uint16(bytes, name.end)),
    questionEnd: name.end + 4,
    udpBytes: udpPayload(bytes, name.end + 4),
  };
}

export function isResponse(bytes: Uint8Array): boolean {
  return ((bytes[2] ?? 0) & 0x80) !== 0;
}

/** Big-endian; a byte beyond the end counts as zero. */
export function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** Labels only: the question comes first in its message, so there is no earlier name to point to. */
function decodeName(bytes: Uint8Array, start: number): { text: string; end: number } | undefined {
  const labels: string[] = [];
  let at = start;
  while (at - start < LONGEST_NAME_BYTES) {
    const length = bytes[at];
    if (length === undefined || length > 63) return undefined;
    at += 1;
    if (length === 0) return { text: labels.join('.'), end: at };
    labels.push(String.fromCharCode(...bytes.subarray(at, at + length)));
    at += length;
  }
  return undefined;
}

function queryType(code: number): QueryType | 'OTHER' {
  if (code === 1) return 'A';
  if (code === 28) return 'AAAA';
  return 'OTHER';
}

/** The class field of an OPT record right after the question (RFC 6891 section 6.1.2), where resolvers put it. */
function udpPayload(bytes: Uint8Array, at: number): number {
  const isOpt = uint16(bytes, 10) > 0 && bytes[at] === 0 && uint16(bytes, at + 1) === 41;
  return isOpt ? Math.max(512, uint16(bytes, at + 3)) : 512;
}
