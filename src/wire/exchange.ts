/**
 * Queries sent over one channel, and the events that answer them. All else that arrives is counted and ignored, and the
 * wait continues. Every query has an id of its own, retries too (the C libraries repeat the id), so an answer says which
 * query it is for. One caller at a time waits for events; a second one throws.
 *
 * The time of sending is taken right before the send. The channel dates what arrives (docs/decisions/021-arrivals-are-dated-before-they-are-handled.md).
 */

import type { Answer, QueryOutcome, SentQuery, StrayCounts } from '../domain/outcome.ts';
import type { Question } from '../domain/question.ts';
import type { Server } from '../domain/server.ts';
import { assertNever } from '../platform/assert-never.ts';
import { type Arrival, type Clock, sendingOn } from '../platform/clock.ts';
import { errorCode } from '../platform/failure.ts';
import { Arrivals } from './arrivals.ts';
import { stayAwakeFor } from './awake.ts';
import type { Channel, OpenChannel } from './channel.ts';
import { matchResponse } from './match.ts';
import { encodeQuery, type QueryExtras } from './packet.ts';
import {
  freshId,
  notOpened,
  notSent,
  openQuery,
  outcomeOf,
  type PendingQuery,
  type PreparedQuery,
  refusedBy,
} from './pending-query.ts';
import { Strays } from './strays.ts';

export type ExchangeEvent =
  | { readonly kind: 'answer'; readonly query: PendingQuery; readonly answer: Answer }
  /** The query ended without an answer: malformed, a network error, or never sent. */
  | { readonly kind: 'ended'; readonly query: PendingQuery }
  | { readonly kind: 'deadline' }
  | { readonly kind: 'aborted' };

export interface ExchangePorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The monotonic time from which `sentAtMs` counts. */
  readonly startMs: number;
}

export class Exchange {
  /** What arrives, before it is matched to the queries. */
  readonly arrivals: Arrivals;
  readonly #ports: ExchangePorts;
  #startMs: number;
  #channel: Channel | { readonly failed: string } = { failed: 'ENOTCONN' };
  #queries: PendingQuery[] = [];
  #events: ExchangeEvent[] = [];
  #wake: (() => void) | undefined;
  readonly #strays = new Strays();

  /** If the channel can't be opened, every query of the exchange fails: a fault of the network is data. */
  static async open(openChannel: OpenChannel, ports: ExchangePorts): Promise<Exchange> {
    const exchange = new Exchange(ports);
    try {
      exchange.#channel = await openChannel(exchange.arrivals, ports.clock);
    } catch (error) {
      exchange.#channel = { failed: errorCode(error) };
    }
    return exchange;
  }

  private constructor(ports: ExchangePorts) {
    this.#ports = ports;
    this.#startMs = ports.startMs;
    this.arrivals = new Arrivals(ports.clock, this.#receive.bind(this), this.#refuse.bind(this));
    ports.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** False if the channel could not be opened, or was closed. */
  get isOpen(): boolean {
    return !('failed' in this.#channel);
  }

  get localPort(): number {
    return 'failed' in this.#channel ? 0 : this.#channel.localPort;
  }

  /** Counts of what was ignored so far. */
  get strays(): StrayCounts {
    return this.#strays.counts;
  }

  /** Makes `sentAtMs` count from `startMs`: a standing exchange serves one probe after the other. */
  countFrom(startMs: number): void {
    this.#startMs = startMs;
    this.#strays.reset();
  }

  /** Sends one query now. When fivesec is shutting down, it sends nothing. */
  ask(question: Question, server: Server, extras: QueryExtras = {}): PendingQuery {
    const { query, send } = this.prepare(question, server, extras);
    send();
    return query;
  }

  /** Encodes one query, which `send` then sends: so that nothing else is to be done between the first query and the last. */
  prepare(question: Question, server: Server, extras: QueryExtras = {}): PreparedQuery {
    const channel = this.#channel;
    const sent: SentQuery = {
      ...question,
      server,
      transport: 'failed' in channel ? 'udp' : channel.transport,
      localPort: this.localPort,
      sentAtMs: this.#sinceStart(),
    };
    const query = openQuery(sent, freshId(this.#queries), (id) => encodeQuery(question, id, extras));
    this.#queries.push(query);
    const send = () => {
      if (this.#ports.signal.aborted) this.#end(query, { kind: 'aborted', ...sent });
      else if ('failed' in channel) this.#end(query, notOpened(sent, channel.failed));
      else this.#send(channel, query);
    };
    return { query, send };
  }

  #send(channel: Channel, query: PendingQuery): void {
    const failed = (code: string) => this.#end(query, notSent(query.sent, code));
    const left = (atMs: number) => {
      query.sent = { ...query.sent, sentAtMs: atMs - this.#startMs };
    };
    left(sendingOn(this.#ports.clock));
    channel.send(query.bytes, query.sent.server, failed, left);
  }

  /**
   * The next event, waiting until `untilMs` (monotonic) at most. Datagrams that already wait in the socket come before a deadline.
   * Rejects if another caller waits already.
   */
  async next(untilMs: number): Promise<ExchangeEvent> {
    const { signal } = this.#ports;
    if (this.#events.length === 0 && !signal.aborted) await this.#waitUntil(untilMs);
    if (signal.aborted) return { kind: 'aborted' };
    return this.#events.shift() ?? { kind: 'deadline' };
  }

  /** Waits until all of `queries` have ended, or until `untilMs`; the ones still open then have missed their deadline. */
  async answered(queries: readonly PendingQuery[], untilMs: number): Promise<void> {
    while (queries.some((query) => query.end === undefined)) {
      const { kind } = await this.next(untilMs);
      if (kind === 'aborted') return;
      if (kind === 'deadline') break;
    }
    this.expire(queries);
  }

  /** Marks `queries` as expired: an answer from now on is late. */
  expire(queries: readonly PendingQuery[] = this.#queries): void {
    for (const query of queries) query.expired = true;
  }

  /** Removes `queries` (all by default) from the exchange and returns their outcomes. It does not wait. */
  settle(queries: readonly PendingQuery[] = this.#queries): readonly QueryOutcome[] {
    const nowMs = this.#sinceStart();
    this.#strays.settled(queries);
    this.#queries = this.#queries.filter((query) => !queries.includes(query));
    this.#events = this.#events.filter((event) => !('query' in event) || !queries.includes(event.query));
    return queries.map((query) => outcomeOf(query, nowMs, this.#ports.signal.aborted));
  }

  get queries(): readonly PendingQuery[] {
    return this.#queries;
  }

  close(): void {
    this.#ports.signal.removeEventListener('abort', this.#onAbort);
    if (!('failed' in this.#channel)) this.#channel.close();
    this.#channel = { failed: 'ENOTCONN' };
  }

  #receive(bytes: Uint8Array, from: Server, arrival: Arrival): void {
    const match = matchResponse(bytes, from, this.#queries);
    switch (match.kind) {
      case 'stray':
      case 'wrong-source':
        this.#strays.note(match, { bytes, from, atMs: arrival.readMs - this.#startMs });
        return;
      case 'malformed': {
        const { query, kind, ...found } = match;
        this.#end(query, { kind, ...query.sent, rttMs: this.#rttOf(query, arrival), ...found });
        return;
      }
      case 'answer':
        this.#accept(match.query, match.answer, arrival);
        return;
      default:
        assertNever(match);
    }
  }

  #accept(query: PendingQuery, answer: Answer, arrival: Arrival): void {
    const hasData = answer.rcode === 'NOERROR' || answer.rcode === 'NXDOMAIN';
    const kind = query.expired ? 'late' : hasData ? 'answered' : 'refused-by-rcode';
    query.end = { kind, ...query.sent, rttMs: this.#rttOf(query, arrival), answer };
    this.#push({ kind: 'answer', query, answer });
  }

  #rttOf({ sent }: PendingQuery, arrival: Arrival): number {
    return arrival.since(this.#startMs + sent.sentAtMs) - this.#startMs - sent.sentAtMs;
  }

  /** Every open query ends with the network error: the kernel does not say which of them caused it. */
  #refuse(code: string, arrival: Arrival): void {
    for (const query of this.#queries.filter((candidate) => candidate.end === undefined))
      this.#end(query, refusedBy(code, query.sent, this.#rttOf(query, arrival)));
  }

  #end(query: PendingQuery, outcome: QueryOutcome): void {
    if (query.end) return;
    query.end = outcome;
    this.#push({ kind: 'ended', query });
  }

  #push(event: ExchangeEvent): void {
    this.#events.push(event);
    this.#wake?.();
  }

  readonly #onAbort = () => this.#wake?.();

  #waitUntil(untilMs: number): Promise<void> {
    // Two callers that wait would take each other's events.
    if (this.#wake) throw new Error('an exchange has one waiter at a time');
    const { clock } = this.#ports;
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        this.#wake = undefined;
        resolve();
      };
      // Even a wait whose time is over goes through the clock, which drains the socket first.
      const cancel = clock.after(Math.max(0, untilMs - clock.now()), wake);
      this.#wake = wake;
      stayAwakeFor(clock, () => this.#wake !== wake);
    });
  }

  #sinceStart(): number {
    return this.#ports.clock.now() - this.#startMs;
  }
}
