/**
 * Sends each unanswered question to every server, again and again until the time is over: musl's `__res_msend_rc`
 * (src/network/res_msend.c).
 */

import type { Answer } from '../../domain/outcome.ts';
import type { Question } from '../../domain/question.ts';
import type { Server } from '../../domain/server.ts';
import type { Exchange, ExchangeEvent } from '../../wire/exchange.ts';
import type { PendingQuery } from '../../wire/pending-query.ts';
import type { Answers, Gathered } from '../answers.ts';
import { readMalformed } from '../profile.ts';
import type { Session } from '../session.ts';

/** Node's timers are a millisecond or two late in each round; poll(2) is not. This allowance keeps musl's last round. */
const TIMERS_LATE_MS = 5;

/** Resolves with the answers that came in time, none if none did. Never rejects for what the network does. */
export async function sendToAll(session: Session, questions: readonly Question[]): Promise<Gathered> {
  const { conf, clock } = session;
  const [firstServer] = conf.nameservers;
  if (!firstServer) return { kind: 'failed', end: 'unreachable' };
  const exchange = await session.openUdp(firstServer);
  const startMs = clock.now();
  const intervalMs = Math.floor(conf.timeoutMs / Math.max(1, conf.attempts));
  const endMs = startMs + conf.timeoutMs;
  const answers: Answers = {};
  const missing = () => questions.filter(({ qtype }) => !answers[qtype]);

  const rounds = roundsWithin(conf.timeoutMs, intervalMs);
  for (let round = 0; round < rounds && missing().length > 0; round++) {
    const sentMs = clock.now();
    if (sentMs >= endMs + TIMERS_LATE_MS) break;
    // A round lasts its whole interval from its real start, so the last one may exceed the time, as musl's does.
    for (const question of missing())
      for (const server of conf.nameservers) session.ask(exchange, question, server);
    if (!exchange.isOpen) return { kind: 'failed', end: 'unreachable' };
    const tcpUntilMs = Math.max(endMs, sentMs + intervalMs);
    const listening = new Listening({ session, exchange, answers, wanted: questions.length, tcpUntilMs });
    const end = await listening.until(sentMs + intervalMs);
    if (session.aborted) return { kind: 'failed', end: 'aborted' };
    if (end === 'give-up') break;
    if (missing().length > 0) exchange.expire();
  }
  return { kind: 'answers', answers };
}

/**
 * The number of rounds that begin before the time is over. If the interval does not divide the time, poll(2) decides: Linux lets
 * it sleep a thousandth longer than requested (`select_estimate_accuracy`, fs/select.c), and sending and waking take
 * a moment. So 3 attempts in 5 s are 3 rounds of 1,666 ms, and 6 in 1 s are 7 of 166 ms; measured, docs/decisions/013.
 */
function roundsWithin(timeoutMs: number, intervalMs: number): number {
  const wakesAfterMs = intervalMs * 1.001 + 0.15;
  return Math.ceil(timeoutMs / wakesAfterMs);
}

interface ListeningParts {
  readonly session: Session;
  readonly exchange: Exchange;
  /** Filled with the answers that come. */
  readonly answers: Answers;
  /** The number of questions. */
  readonly wanted: number;
  /** When an answer over TCP must be there, monotonic milliseconds. */
  readonly tcpUntilMs: number;
}

/** One round's wait for answers. */
class Listening {
  readonly #session: Session;
  readonly #exchange: Exchange;
  readonly #answers: Answers;
  readonly #wanted: number;
  readonly #tcpUntilMs: number;
  #resends: number;

  constructor({ session, exchange, answers, wanted, tcpUntilMs }: ListeningParts) {
    this.#session = session;
    this.#exchange = exchange;
    this.#answers = answers;
    this.#wanted = wanted;
    this.#tcpUntilMs = tcpUntilMs;
    // `servfail_retry`: a server that fails is asked again at once, but at most this many times in all.
    this.#resends = 2 * wanted;
  }

  async until(untilMs: number): Promise<'over' | 'give-up'> {
    while (Object.keys(this.#answers).length < this.#wanted) {
      const event = await this.#exchange.next(untilMs);
      if (event.kind === 'deadline' || event.kind === 'aborted') return 'over';
      const heard = event.kind === 'ended' ? this.#malformed(event.query) : event;
      if (heard && (await this.#take(heard)) === 'give-up') return 'give-up';
    }
    return 'over';
  }

  /** What the library reads from a malformed answer; `undefined` if it ignores the answer. */
  #malformed(query: PendingQuery): Extract<ExchangeEvent, { kind: 'answer' }> | undefined {
    if (query.end?.kind !== 'malformed') return undefined;
    const read = readMalformed(this.#session.profile, query.end);
    return read.kind === 'take' ? { kind: 'answer', query, answer: read.answer } : undefined;
  }

  async #take({ query, answer }: Extract<ExchangeEvent, { kind: 'answer' }>): Promise<'go-on' | 'give-up'> {
    const { server, name, qtype } = query.sent;
    if (this.#answers[qtype]) return 'go-on';
    switch (this.#session.profile.onRcode[answer.rcode]) {
      case 'resend':
        if (this.#resends > 0) this.#session.ask(this.#exchange, { name, qtype }, server);
        this.#resends -= 1;
        return 'go-on';
      case 'ignore':
      case 'no-data':
        return 'go-on';
      case 'accept': {
        const byTcp = answer.truncated && this.#session.profile.onTruncated !== 'accept';
        const whole = byTcp ? await this.#overTcp({ name, qtype }, server) : answer;
        if (!whole) return 'give-up';
        this.#answers[qtype] = whole;
        return 'go-on';
      }
    }
  }

  /** The whole answer, over a connection of its own. If that fails, musl ends the whole search for this name. */
  async #overTcp(question: Question, server: Server): Promise<Answer | undefined> {
    const exchange = await this.#session.openTcp(server);
    const query = this.#session.ask(exchange, question, server);
    await exchange.answered([query], this.#tcpUntilMs);
    return query.end?.kind === 'answered' ? query.end.answer : undefined;
  }
}
