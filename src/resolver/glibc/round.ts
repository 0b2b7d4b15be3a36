/** One round of questions to one server: glibc's `send_dg` (resolv/res_send.c) between `retry:` and its returns. */

import type { QueryType, Question } from '../../domain/question.ts';
import type { Server } from '../../domain/server.ts';
import type { Exchange, ExchangeEvent } from '../../wire/exchange.ts';
import type { PendingQuery } from '../../wire/pending-query.ts';
import { type Answers, endOf } from '../answers.ts';
import { readMalformed } from '../profile.ts';
import type { Session } from '../session.ts';

export type RoundEnd = 'silent' | 'refused' | 'done' | 'no-data' | 'truncated' | 'aborted';

interface RoundParts {
  readonly session: Session;
  readonly questions: readonly Question[];
  readonly server: Server;
  readonly exchange: Exchange;
  /** When this server's turn ends, monotonic milliseconds. */
  readonly untilMs: number;
}

/** From `retry:` in `send_dg` until an answer, a failure or the timeout. */
export class Round {
  readonly answers: Answers = {};
  heard = false;
  refusal: 'servfail' | 'refused' | undefined;
  /** `resplen > 1`; `undefined` if this round did not set it. */
  holdsAnswer: boolean | undefined;
  readonly #session: Session;
  readonly #questions: readonly Question[];
  readonly #server: Server;
  readonly #untilMs: number;
  readonly #received = new Set<QueryType>();
  #exchange: Exchange;
  #sent = 0;

  constructor({ session, questions, server, exchange, untilMs }: RoundParts) {
    this.#session = session;
    this.#questions = questions;
    this.#server = server;
    this.#exchange = exchange;
    this.#untilMs = untilMs;
  }

  get hasReceived(): boolean {
    return this.#received.size > 0;
  }

  /** Sends the questions and waits. `reopen` gives the socket for the second one, if `single-request-reopen` is on. */
  async run(reopen: () => Promise<Exchange>): Promise<RoundEnd> {
    const { serial } = this.#session.mode;
    this.#sendNext();
    if (!serial) this.#sendNext();
    for (;;) {
      const event = await this.#exchange.next(this.#untilMs);
      const end = this.#take(event);
      if (end === 'wait') continue;
      if (end !== 'go-on') return end;
      if (serial && this.#sent < this.#questions.length) {
        if (this.#session.mode.reopen) this.#exchange = await reopen();
        this.#sendNext();
      }
    }
  }

  #sendNext(): void {
    const question = this.#questions[this.#sent];
    if (!question) return;
    this.#sent += 1;
    this.#session.ask(this.#exchange, question, this.#server);
  }

  /** `wait`: the event changes nothing. `go-on`: one of two answers has arrived. */
  #take(event: ExchangeEvent): RoundEnd | 'wait' | 'go-on' {
    switch (event.kind) {
      case 'aborted':
        return 'aborted';
      case 'deadline':
        this.#exchange.expire();
        return 'silent';
      case 'ended':
        return this.#takeEnded(event.query);
      case 'answer':
        return this.#takeAnswer(event);
    }
  }

  #takeEnded(query: PendingQuery): RoundEnd | 'wait' | 'go-on' {
    if (query.end?.kind !== 'malformed') return 'refused';
    // Any datagram shows that the server exists: `*gotsomewhere = 1` precedes every check.
    this.heard = true;
    const read = readMalformed(this.#session.profile, query.end);
    if (read.kind === 'ignore') return 'wait';
    if (read.kind === 'take') return this.#takeAnswer({ kind: 'answer', query, answer: read.answer });
    this.refusal = 'refused';
    return this.#takeNoData(query.sent.qtype);
  }

  #takeAnswer({ query, answer }: Extract<ExchangeEvent, { kind: 'answer' }>): RoundEnd | 'wait' | 'go-on' {
    const { profile } = this.#session;
    const { qtype } = query.sent;
    if (this.#received.has(qtype)) return 'wait';
    this.heard = true;
    if (profile.onRcode[answer.rcode] === 'no-data') {
      const end = endOf(answer);
      this.refusal = end === 'servfail' ? 'servfail' : 'refused';
      return this.#takeNoData(qtype);
    }
    if (answer.lame && profile.onLame === 'no-data') return this.#takeNoData(qtype);
    if (answer.truncated && profile.onTruncated !== 'accept') return 'truncated';
    this.answers[qtype] = answer;
    this.#received.add(qtype);
    this.holdsAnswer = true;
    return this.#received.size === this.#questions.length ? 'done' : 'go-on';
  }

  /**
   * `next_ns:` in `send_dg`: if the other answer has arrived, it is the result. If not, the loop waits for it. In a serial round it
   * never sends the second query after this, so glibc before 2.41 waits in vain. With `strict-error` (2.41) an error is never
   * part of a result: the next server is asked.
   */
  #takeNoData(qtype: QueryType): RoundEnd | 'wait' {
    const { conf, mode, profile } = this.#session;
    if (conf.strictError) return 'no-data';
    if (this.#received.size > 0) return Object.keys(this.answers).length > 0 ? 'done' : 'no-data';
    if (this.#questions.length === 1) return 'no-data';
    if (mode.serial && profile.onErrorBeforeSecond === 'next-server') return 'no-data';
    this.#received.add(qtype);
    this.holdsAnswer = false;
    return 'wait';
  }
}
