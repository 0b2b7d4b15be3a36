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
  | { readonly kind: 'stray'; readonly stray: Exclude<keyof StrayCounts, 'wrongSource'> };

const stray = (what: Extract<Match, { kind: 'stray' }>['stray']): Match => ({ kind: 'stray', stray: what });

/**
 * `bytes` came from `from`; `pending` are the queries of this exchange, answered ones included. A query is known by its
 * id, its question and its server together. A response without any question is matched by id and server alone.
 */
export function matchResponse(bytes: Uint8Array, from: Server, pending: readonly PendingQuery[]): Match {
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
