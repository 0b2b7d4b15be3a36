/** How one query (one question sent once) ended. Every variant has only the fields that exist in it. */

import type { QueryType } from './question.ts';
import type { Server } from './server.ts';

export type Transport = 'udp' | 'tcp';

/** A query as it left. `sentAtMs` counts from the start of its probe, on the monotonic clock. */
export interface SentQuery {
  readonly name: string;
  readonly qtype: QueryType;
  readonly server: Server;
  readonly transport: Transport;
  /** 0 where the socket was never bound. */
  readonly localPort: number;
  readonly sentAtMs: number;
}

/** Response codes by their names in the IANA registry; `OTHER` for what has none here. */
export type Rcode = 'NOERROR' | 'FORMERR' | 'SERVFAIL' | 'NXDOMAIN' | 'NOTIMP' | 'REFUSED' | 'OTHER';

/** A decoded response, reduced to the fields that a stub resolver reads. */
export interface Answer {
  readonly rcode: Rcode;
  /** The addresses of the asked type; empty with NOERROR is NODATA. */
  readonly addresses: readonly string[];
  /**
   * Of these: the addresses that a reader finds who takes the records one after the other, and counts only those of the name that the
   * last CNAME record led to, as glibc does. Missing if that is each of them.
   */
  readonly inOrder?: readonly string[];
  /** There are records, but no address of the asked type among them: a CNAME that leads to none. Missing if not. */
  readonly isAliasOnly?: true;
  readonly truncated: boolean;
  /** No data, not authoritative, no recursion, nothing else: glibc calls such a server lame. */
  readonly lame: boolean;
}

interface Answered extends SentQuery {
  readonly kind: 'answered';
  readonly rttMs: number;
  readonly answer: Answer;
}
/** An answer after the deadline. A late answer is not a lost one. */
interface Late extends SentQuery {
  readonly kind: 'late';
  readonly rttMs: number;
  readonly answer: Answer;
}
/** An answer with a response code that carries no data: SERVFAIL, REFUSED and the like. */
interface RefusedByRcode extends SentQuery {
  readonly kind: 'refused-by-rcode';
  readonly rttMs: number;
  readonly answer: Answer;
}
/** No answer came. `wrongSources` lists other servers whose answer to this very query arrived instead. */
interface TimedOut extends SentQuery {
  readonly kind: 'timed-out';
  readonly waitedMs: number;
  readonly wrongSources: readonly string[];
}
/**
 * An answer came and is not well-formed. `unparsable`: its records can't be decoded. `no-question`: the question section is
 * empty. `opt-in-answers`: an OPT record stands among the answers (RFC 6891 section 6.1.1 allows it in the additional
 * section only). `header-only`: the message is the 12 bytes of a header.
 */
export const MALFORMED_REASONS = ['unparsable', 'no-question', 'opt-in-answers', 'header-only'] as const;
export type MalformedReason = (typeof MALFORMED_REASONS)[number];

/**
 * `unmatched`: no answer came until the query was given up, but the server that was asked sent something that answers no query: with
 * another id, another question, or no response at all. A resolver ignores it and waits for its timeout.
 */
export type UnusableReason = MalformedReason | 'unmatched';

interface Malformed extends SentQuery {
  readonly kind: 'malformed';
  readonly rttMs: number;
  readonly reason: UnusableReason;
  /** What a lenient reader decodes from it; absent if nothing can be decoded. */
  readonly answer?: Answer;
}
/** A network error: ICMP, a reset, a connection that ended early. `code` is the errno's name, or `EOF`. */
interface Unreachable extends SentQuery {
  readonly kind: 'unreachable';
  readonly rttMs: number;
  readonly code: string;
}
/** errno names with which a kernel refuses to send: a firewall rule, a missing route, a full queue, a packet that is too big. */
export const SEND_ERROR_CODES = ['EPERM', 'EACCES', 'ENETUNREACH', 'ENOBUFS', 'EMSGSIZE'] as const;

/**
 * errno names with which the kernel refuses a socket: too many descriptors, no memory, or no free local port. For the last, ip(7) and
 * connect(2): bind(2) returns EADDRINUSE, connect(2) EAGAIN over UDP and EADDRNOTAVAIL over TCP (`ip_local_port_range`).
 */
const NO_SOCKET_CODES = ['EMFILE', 'ENFILE', 'ENOMEM', 'EADDRINUSE', 'EADDRNOTAVAIL', 'EAGAIN'];

/** Does this errno say that the local kernel refused? `socket`, `connect` and `send` return it, and nothing leaves the machine. */
export function isSendError(code: string): boolean {
  return isSocketError(code) || SEND_ERROR_CODES.some((one) => one === code);
}

/** Does this errno say that the kernel gave no socket? No packet from the network causes such an error, at any time. */
export function isSocketError(code: string): boolean {
  return NO_SOCKET_CODES.includes(code);
}

/** The local kernel refused to send: nothing left this machine. `code` is the errno's name. */
interface SendFailed extends SentQuery {
  readonly kind: 'send-failed';
  readonly code: string;
}
/** fivesec stopped waiting, because it is shutting down, or could not send as it wanted to. Says nothing about DNS. */
interface Aborted extends SentQuery {
  readonly kind: 'aborted';
}

export type QueryOutcome =
  | Answered
  | Late
  | RefusedByRcode
  | TimedOut
  | Malformed
  | Unreachable
  | SendFailed
  | Aborted;

/** Datagrams that were ignored, by the reason. They neither end nor change a measurement. */
export interface StrayCounts {
  readonly garbage: number;
  readonly wrongId: number;
  readonly wrongQuestion: number;
  readonly wrongSource: number;
  readonly duplicate: number;
}

/** The sum of each count; zeros without any. */
export function sumStrays(counts: readonly StrayCounts[]): StrayCounts {
  const sum = (pick: (count: StrayCounts) => number) =>
    counts.reduce((total, count) => total + pick(count), 0);
  return {
    garbage: sum((count) => count.garbage),
    wrongId: sum((count) => count.wrongId),
    wrongQuestion: sum((count) => count.wrongQuestion),
    wrongSource: sum((count) => count.wrongSource),
    duplicate: sum((count) => count.duplicate),
  };
}

/** Did the query wait until it was given up? What the server sent instead of an answer ends no wait (`unmatched`). */
export function waitedInVain(outcome: QueryOutcome): boolean {
  return outcome.kind === 'timed-out' || (outcome.kind === 'malformed' && outcome.reason === 'unmatched');
}

/** Did a well-formed response come, whatever its code and however late? */
export function arrived(outcome: QueryOutcome): boolean {
  return outcome.kind === 'answered' || outcome.kind === 'late' || outcome.kind === 'refused-by-rcode';
}
