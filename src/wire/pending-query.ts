/** One query on its way: what was sent, and how it ended once it has. */

import type { QueryOutcome, SentQuery } from '../domain/outcome.ts';

export interface PendingQuery {
  readonly sent: SentQuery;
  readonly id: number;
  readonly bytes: Uint8Array;
  /** Set when the deadline was declared, so that an answer after it is late. */
  expired: boolean;
  /** Set once, by whatever decided first. */
  end: QueryOutcome | undefined;
  /** Servers that answered this very query without having been asked. */
  readonly misdirectedFrom: string[];
}

export function openQuery(sent: SentQuery, id: number, encode: (id: number) => Uint8Array): PendingQuery {
  return { sent, id, bytes: encode(id), expired: false, end: undefined, misdirectedFrom: [] };
}

/** What became of `ask` by `nowMs` (since the probe's start). Still open is a timeout, unless fivesec gave up before the deadline. */
export function outcomeOf(ask: PendingQuery, nowMs: number, aborted: boolean): QueryOutcome {
  if (ask.end) return ask.end;
  if (aborted && !ask.expired) return { kind: 'aborted', ...ask.sent };
  return {
    kind: 'timed-out',
    ...ask.sent,
    waitedMs: nowMs - ask.sent.sentAtMs,
    misdirectedFrom: [...ask.misdirectedFrom],
  };
}
