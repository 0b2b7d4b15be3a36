/** A query that was sent, and its outcome once it has ended. */

import { randomInt } from 'node:crypto';
import { isSendError, isSocketError, type QueryOutcome, type SentQuery } from '../domain/outcome.ts';
import { formatServer, type Server } from '../domain/server.ts';
import { OWN_FAULT } from './channel.ts';

/** More than the DNS pods of a usual Service. A flood from invented addresses must not fill the memory. */
const MOST_SOURCES = 64;

export interface PendingQuery {
  /** Replaced once if the query left later than it was handed to its channel. */
  sent: SentQuery;
  readonly id: number;
  readonly bytes: Uint8Array;
  /** True after the deadline: an answer is then late. */
  expired: boolean;
  /** Set once, by the first event that decides the outcome. */
  end: QueryOutcome | undefined;
  /** Servers that answered this query without having been asked: each once, `MOST_SOURCES` at most. */
  readonly wrongSources: string[];
  /** When the server that was asked first sent something instead of an answer that matches no query: milliseconds since the probe's start. */
  unmatchedAtMs: number | undefined;
}

/** A query that is encoded, and leaves when `send` is called. */
export interface PreparedQuery {
  readonly query: PendingQuery;
  readonly send: () => void;
}

/** A query that has not ended. `encode` makes its bytes with its id. */
export function openQuery(sent: SentQuery, id: number, encode: (id: number) => Uint8Array): PendingQuery {
  return {
    sent,
    id,
    bytes: encode(id),
    expired: false,
    end: undefined,
    wrongSources: [],
    unmatchedAtMs: undefined,
  };
}

/** Remembers that `from` answered `query` without having been asked. */
export function rememberSource({ wrongSources }: PendingQuery, from: Server): void {
  const source = formatServer(from);
  if (wrongSources.length < MOST_SOURCES && !wrongSources.includes(source)) wrongSources.push(source);
}

/**
 * The outcome of `query` at `nowMs` (since the probe's start). A query that is still open timed out, unless fivesec gave up before
 * the deadline, or the server sent something that matches no query.
 */
export function outcomeOf(query: PendingQuery, nowMs: number, aborted: boolean): QueryOutcome {
  const { end, sent, unmatchedAtMs } = query;
  if (end) return end;
  if (aborted && !query.expired) return { kind: 'aborted', ...sent };
  if (unmatchedAtMs !== undefined && query.wrongSources.length === 0)
    return { kind: 'malformed', ...sent, rttMs: unmatchedAtMs - sent.sentAtMs, reason: 'unmatched' };
  return {
    kind: 'timed-out',
    ...sent,
    waitedMs: nowMs - sent.sentAtMs,
    wrongSources: [...query.wrongSources],
  };
}

/** The outcome of a query on a channel that could not be opened: the kernel refused, opening failed, or fivesec has a fault. */
export function notOpened(sent: SentQuery, code: string): QueryOutcome {
  if (code === OWN_FAULT) return { kind: 'aborted', ...sent };
  if (isSendError(code)) return { kind: 'send-failed', ...sent, code };
  return { kind: 'unreachable', ...sent, rttMs: 0, code };
}

/**
 * The outcome of an open query when its channel reports `code`. A fault of fivesec is no error of the network, and neither is a connection
 * for which the kernel gave no socket: a TCP channel is open before it has one.
 */
export function refusedBy(code: string, sent: SentQuery, rttMs: number): QueryOutcome {
  if (code === OWN_FAULT || isSocketError(code)) return notSent(sent, code);
  return { kind: 'unreachable', ...sent, rttMs, code };
}

/** The outcome of a query that its channel did not send: the kernel refused, or fivesec could not send it in time. */
export function notSent(sent: SentQuery, code: string): QueryOutcome {
  return code === OWN_FAULT ? { kind: 'aborted', ...sent } : { kind: 'send-failed', ...sent, code };
}

/** A random id, so that only a reader of the query can answer it, and different from the ids of `open`. */
export function freshId(open: readonly PendingQuery[]): number {
  for (;;) {
    const id = randomInt(0x10000);
    if (!open.some((query) => query.id === id)) return id;
  }
}
