/**
 * Asks one server after the other, as glibc does: `__res_context_send` (the loop over attempts and servers) and `send_dg`
 * (one server over UDP, with the fallback to serial requests), both in resolv/res_send.c.
 */

import type { Question } from '../../domain/question.ts';
import type { Server } from '../../domain/server.ts';
import type { Exchange } from '../../wire/exchange.ts';
import type { Answers, Gathered } from '../answers.ts';
import type { Session } from '../session.ts';
import { Round, type RoundEnd } from './round.ts';
import { askOverTcp, type TcpEnd } from './tcp.ts';

type ServerEnd =
  | { readonly kind: 'answers'; readonly answers: Answers }
  | { readonly kind: 'next-server' }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'aborted' };

/** Resolves with the answers, or with how the last server failed. Never rejects for what the network does. */
export async function sendInTurn(session: Session, questions: readonly Question[]): Promise<Gathered> {
  return new InTurn(session, questions).run();
}

class InTurn {
  readonly #session: Session;
  readonly #questions: readonly Question[];
  /** By server: a socket stays open over attempts until an error closes it. */
  readonly #exchanges = new Map<number, Exchange>();
  /** `gotsomewhere`: has any server given a result other than a refused connection? */
  #gotSomewhere = false;
  #lastRefusal: 'servfail' | 'refused' | undefined;
  #overTcp: boolean;
  /** How the last connection failed. Over TCP this is the final result (`errno = terrno`). */
  #connectionEnd: Extract<TcpEnd, { kind: 'failed' }>['end'] | undefined;

  constructor(session: Session, questions: readonly Question[]) {
    this.#session = session;
    this.#questions = questions;
    this.#overTcp = session.conf.useVc;
  }

  async run(): Promise<Gathered> {
    const { conf, firstServer } = this.#session;
    for (let attempt = 0; attempt < conf.attempts; attempt += 1) {
      for (let shift = 0; shift < conf.nameservers.length; shift += 1) {
        const index = (shift + firstServer) % conf.nameservers.length;
        const end = await this.#askServer(index);
        if (end.kind === 'answers') return end;
        if (end.kind === 'aborted') return { kind: 'failed', end: 'aborted' };
      }
      // Over TCP each server is asked once: `try = statp->retry`.
      if (this.#overTcp) break;
    }
    const end = this.#connectionEnd ?? (this.#gotSomewhere ? 'timeout' : 'unreachable');
    return { kind: 'failed', end: this.#lastRefusal ?? end };
  }

  async #askServer(index: number): Promise<ServerEnd> {
    const server = this.#session.conf.nameservers[index];
    if (!server) return { kind: 'next-server' };
    if (!this.#overTcp) {
      const end = await this.#overUdp(index, server);
      if (end.kind !== 'truncated') return end;
      this.#overTcp = true;
    }
    return this.#overOneConnection(server);
  }

  /** `send_dg`: rounds on one server until it answered or failed, or was silent in every mode. */
  async #overUdp(index: number, server: Server): Promise<ServerEnd> {
    const { mode, clock } = this.#session;
    let holdsAnswer = false;
    for (;;) {
      const exchange = this.#exchanges.get(index) ?? (await this.#open(index, server));
      const round = new Round({
        session: this.#session,
        questions: this.#questions,
        server,
        exchange,
        untilMs: clock.now() + this.#timeoutMs(index),
      });
      const end = await round.run(() => this.#open(index, server));
      this.#gotSomewhere ||= round.heard || end === 'silent';
      this.#lastRefusal = round.refusal ?? this.#lastRefusal;
      if (end === 'refused') this.#exchanges.clear();
      if (end !== 'silent') return serverEnd(end, round.answers);
      holdsAnswer = round.holdsAnswer ?? holdsAnswer;
      if (!holdsAnswer || !round.hasReceived) return { kind: 'next-server' };
      if (!mode.serial) {
        mode.serial = true;
      } else if (!mode.reopen) {
        mode.reopen = true;
        this.#exchanges.clear();
      } else {
        return { kind: 'answers', answers: round.answers };
      }
    }
  }

  /** `retrans << ns`, divided by the number of servers except for the first; at least one second. */
  #timeoutMs(index: number): number {
    const { timeoutMs, nameservers } = this.#session.conf;
    const shifted = Math.floor((timeoutMs / 1000) * 2 ** index);
    const seconds = index > 0 ? Math.floor(shifted / nameservers.length) : shifted;
    return Math.max(1, seconds) * 1000;
  }

  async #open(index: number, server: Server): Promise<Exchange> {
    const exchange = await this.#session.openUdp(server);
    this.#exchanges.set(index, exchange);
    return exchange;
  }

  async #overOneConnection(server: Server): Promise<ServerEnd> {
    const end = await askOverTcp(this.#session, this.#questions, server);
    if (end.kind !== 'failed') return end;
    this.#connectionEnd = end.end;
    return { kind: 'next-server' };
  }
}

function serverEnd(end: Exclude<RoundEnd, 'silent'>, answers: Answers): ServerEnd {
  switch (end) {
    case 'done':
      return { kind: 'answers', answers };
    case 'refused':
    case 'no-data':
      return { kind: 'next-server' };
    case 'truncated':
    case 'aborted':
      return { kind: end };
  }
}
