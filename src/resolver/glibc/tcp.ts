/** Asks questions over one TCP connection as glibc does: `send_vc` in resolv/res_send.c. */

import type { Question } from '../../domain/question.ts';
import type { Server } from '../../domain/server.ts';
import type { PendingQuery } from '../../wire/pending-query.ts';
import type { Answers } from '../answers.ts';
import type { Session } from '../session.ts';

export type TcpEnd =
  | { readonly kind: 'answers'; readonly answers: Answers }
  /** `terrno`, reduced to what matters: only a refused connection ends the search list (`__res_context_search`). */
  | { readonly kind: 'failed'; readonly end: 'unreachable' | 'broken-off' | 'timeout' }
  | { readonly kind: 'aborted' };

/** The limit of a wait on a TCP connection. glibc has none; a measurement needs one. */
const TCP_LIMIT_MS = 30_000;

/**
 * Both answers, whatever their codes, or none. After a reset it asks once more, because the server may have been restarted. Not
 * after an orderly end: there read(2) returns 0 and no error.
 */
export async function askOverTcp(
  session: Session,
  questions: readonly Question[],
  server: Server,
): Promise<TcpEnd> {
  for (let wasReset = false; ; wasReset = true) {
    const exchange = await session.openTcp(server);
    const queries = questions.map((question) => session.ask(exchange, question, server));
    await exchange.answered(queries, session.clock.now() + TCP_LIMIT_MS);
    if (session.aborted) return { kind: 'aborted' };
    const code = brokenBy(queries);
    if (code === undefined) return whole(queries);
    if (code === 'ECONNRESET' && !wasReset) continue;
    if (code === 'ECONNREFUSED') return { kind: 'failed', end: 'unreachable' };
    return { kind: 'failed', end: code === 'ETIMEDOUT' ? 'timeout' : 'broken-off' };
  }
}

/** The reason why the connection ended before every question was answered; `undefined` if all were. */
function brokenBy(queries: readonly PendingQuery[]): string | undefined {
  for (const { end } of queries)
    if (end?.kind === 'unreachable' || end?.kind === 'send-failed') return end.code;
  return undefined;
}

function whole(queries: readonly PendingQuery[]): TcpEnd {
  const answers: Answers = {};
  for (const { sent, end } of queries) {
    if (end?.kind === 'answered' || end?.kind === 'refused-by-rcode') answers[sent.qtype] = end.answer;
    // `send_vc` identifies a response by its id alone.
    if (end?.kind === 'malformed' && end.answer) answers[sent.qtype] = end.answer;
  }
  return Object.keys(answers).length > 0 ? { kind: 'answers', answers } : { kind: 'failed', end: 'timeout' };
}
