/** Finds the pending query that a datagram answers, or what is wrong with the datagram. Pure: sends, keeps and counts nothing. */

import type { Answer, MalformedReason, StrayCounts } from '../domain/outcome.ts';
import type { Server } from '../domain/server.ts';
import { samePlace } from '../platform/address.ts';
import {
  decodeAnswer,
  hasOptInAnswers,
  isHeaderOnly,
  questionCount,
  repeatsQuestion,
  responseId,
} from './packet.ts';
import type { PendingQuery } from './pending-query.ts';

export type Match =
  | { readonly kind: 'answer'; readonly query: PendingQuery; readonly answer: Answer }
  /** From the right server, with the query's id, and not well-formed. */
  | {
      readonly kind: 'malformed';
      readonly query: PendingQuery;
      readonly reason: MalformedReason;
      readonly answer?: Answer;
    }
  /** An answer to this query's question with its id, from a server that was not asked. */
  | { readonly kind: 'wrong-source'; readonly query: PendingQuery }
  /** Ignored. `insteadOf` is the open query for which the server that was asked probably sent it. */
  | {
      readonly kind: 'stray';
      readonly stray: Exclude<keyof StrayCounts, 'wrongSource'>;
      readonly insteadOf?: PendingQuery;
    };

type StrayKind = Extract<Match, { kind: 'stray' }>['stray'];

/**
 * `bytes` came from `from`; `pending` are the queries of this exchange, answered ones included. A query is known by its
 * id, its question and its server together. A response without any question is matched by id and server alone.
 */
export function matchResponse(bytes: Uint8Array, from: Server, pending: readonly PendingQuery[]): Match {
  const stray = (what: StrayKind): Match => {
    const insteadOf = what === 'duplicate' ? undefined : queryLeftWaiting(bytes, from, pending);
    return { kind: 'stray', stray: what, ...(insteadOf && { insteadOf }) };
  };
  const id = responseId(bytes);
  if (id === undefined) return stray('garbage');
  const headerOnly = isHeaderOnly(bytes);
  const questions = questionCount(bytes);
  if (questions > 1) return stray('garbage');
  const query = pending.find((candidate) => candidate.id === id);
  if (!query) return stray('wrongId');
  const withoutQuestion = headerOnly || questions === 0;
  if (!withoutQuestion && !repeatsQuestion(bytes, query.bytes)) return stray('wrongQuestion');
  if (!samePlace(from, query.sent.server))
    return withoutQuestion ? stray('garbage') : { kind: 'wrong-source', query };
  if (query.end) return stray('duplicate');
  const answer = decodeAnswer(bytes, query.sent.qtype);
  const malformed = (reason: MalformedReason): Match => ({
    kind: 'malformed',
    query,
    reason,
    ...(answer ? { answer } : {}),
  });
  if (headerOnly) return malformed('header-only');
  if (questions === 0) return malformed('no-question');
  if (!answer) return malformed('unparsable');
  return hasOptInAnswers(bytes) ? malformed('opt-in-answers') : { kind: 'answer', query, answer };
}

/**
 * The open query that `bytes`, which answer none, leave waiting: the one whose question they repeat, else the one whose id they have,
 * else the first that nothing else was sent for. Only what comes from the server that was asked counts.
 */
function queryLeftWaiting(
  bytes: Uint8Array,
  from: Server,
  pending: readonly PendingQuery[],
): PendingQuery | undefined {
  const open = pending.filter(({ end, sent }) => end === undefined && samePlace(from, sent.server));
  const untouched = open.filter(({ unmatchedAtMs }) => unmatchedAtMs === undefined);
  // A retry repeats the question of a query that may be open still.
  const asked = [...untouched, ...open];
  const id = responseId(bytes);
  const isEnded = id !== undefined && pending.some((query) => query.id === id && query.end !== undefined);
  return (
    asked.find((query) => repeatsQuestion(bytes, query.bytes)) ??
    asked.find((query) => query.id === id) ??
    (isEnded ? undefined : untouched[0])
  );
}
