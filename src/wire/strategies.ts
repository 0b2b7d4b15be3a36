/** How each strategy of `domain/strategy.ts` sends its pair: a few sends, waits and channels in its own order. */

import { type QueryOutcome, type StrayCounts, sumStrays } from '../domain/outcome.ts';
import type { Question } from '../domain/question.ts';
import { familyOf, type Server } from '../domain/server.ts';
import { type Clock, sleep } from '../platform/clock.ts';
import { stayAwakeFor } from './awake.ts';
import type { OpenChannel } from './channel.ts';
import { Exchange } from './exchange.ts';
import type { QueryExtras } from './packet.ts';
import type { PendingQuery, PreparedQuery } from './pending-query.ts';
import { udpChannel } from './udp.ts';

/** How long to wait for an answer, and how much longer an answer still counts as late. Milliseconds. */
export interface Patience {
  readonly deadlineMs: number;
  readonly graceMs: number;
}

/** A pair about to be sent. */
export interface PairJob {
  readonly a: Question;
  readonly aaaa: Question;
  readonly server: Server;
  /** What each query contains besides its question: an OPT record, or nothing. */
  readonly extras: QueryExtras;
  readonly patience: Patience;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly startMs: number;
  /**
   * To be awaited between the opening of a socket and the first query. Left out over TCP: a connection may be refused in the meantime, and
   * that ends the queries which exist then.
   */
  readonly rehearse?: () => Promise<void>;
}

export interface PairOnTheWire {
  readonly a: QueryOutcome;
  readonly aaaa: QueryOutcome;
  readonly durationMs: number;
  /** Until the TCP connection stood. */
  readonly connectMs?: number;
  readonly strays: StrayCounts;
}

/** A query, and the exchange that it belongs to. */
interface Asked {
  readonly exchange: Exchange;
  readonly query: PendingQuery;
}

type PreparedAsk = Asked & PreparedQuery;

/** The delay of the AAAA, as in tc(8) workarounds for the race (docs/facts.md, "Other resolvers"). */
const STAGGER_MS = 4;

/** A fresh UDP socket, connected to `server`. */
export function connectedTo(server: Server): OpenChannel {
  return udpChannel({ family: familyOf(server.address), connectTo: server });
}

/** Both questions at once, one channel: `race`, `pair`, and all that differ from `pair` only in server, transport, name or OPT. */
export async function together(job: PairJob, openChannel: OpenChannel): Promise<PairOnTheWire> {
  const exchange = await open(job, openChannel);
  return finish(job, await askBoth(job, exchange));
}

/** `sticky`: over an exchange that outlives the pair. */
export async function overStanding(job: PairJob, exchange: Exchange): Promise<PairOnTheWire> {
  exchange.countFrom(job.startMs);
  await job.rehearse?.();
  return finish(job, await askBoth(job, exchange), 'keep-open');
}

/** `separate`: both at once, a fresh socket each. */
export async function separate(job: PairJob): Promise<PairOnTheWire> {
  const [one, other] = await Promise.all([
    Exchange.open(connectedTo(job.server), job),
    open(job, connectedTo(job.server)),
  ]);
  const a = prepared(job, one, job.a);
  const aaaa = prepared(job, other, job.aaaa);
  const waiting = Promise.all([answered(job, a), answered(job, aaaa)]);
  sendBoth(job, a, aaaa);
  await waiting;
  return finish(job, [a, aaaa]);
}

/** `staggered`: AAAA a moment after A, same socket. */
export async function staggered(job: PairJob): Promise<PairOnTheWire> {
  const exchange = await open(job, connectedTo(job.server));
  const a = send(job, exchange, job.a);
  await sleep(job.clock, STAGGER_MS, job.signal);
  const aaaa = send(job, exchange, job.aaaa);
  await exchange.answered([a.query, aaaa.query], job.clock.now() + job.patience.deadlineMs);
  return finish(job, [a, aaaa]);
}

/** `sequential`: AAAA after A's answer (or after it was given up), same socket. */
export async function sequential(job: PairJob): Promise<PairOnTheWire> {
  const exchange = await open(job, connectedTo(job.server));
  const a = send(job, exchange, job.a);
  await answered(job, a);
  const aaaa = send(job, exchange, job.aaaa);
  await answered(job, aaaa);
  return finish(job, [a, aaaa]);
}

/** `reopen`: AAAA after A's answer (or after it was given up), new socket. */
export async function reopen(job: PairJob): Promise<PairOnTheWire> {
  const first = await open(job, connectedTo(job.server));
  const a = send(job, first, job.a);
  await answered(job, a);
  const second = await Exchange.open(connectedTo(job.server), job);
  const aaaa = send(job, second, job.aaaa);
  await answered(job, aaaa);
  return finish(job, [a, aaaa]);
}

/** An exchange that is ready to send. */
async function open(job: PairJob, openChannel: OpenChannel): Promise<Exchange> {
  const exchange = await Exchange.open(openChannel, job);
  await job.rehearse?.();
  return exchange;
}

function send(job: PairJob, exchange: Exchange, question: Question): Asked {
  const asked = prepared(job, exchange, question);
  asked.send();
  return asked;
}

function prepared(job: PairJob, exchange: Exchange, question: Question): PreparedAsk {
  return { exchange, ...exchange.prepare(question, job.server, job.extras) };
}

/**
 * Both are encoded before the first one leaves, as in glibc (resolv/res_send.c, `send_dg`: two buffers, then `sendmmsg`). The wait has
 * begun by then, too: whatever is done after the first send could delay the date of its answer. For the same reason no answer is handled
 * before both are there, or the event loop may sleep again.
 */
function sendBoth({ clock }: PairJob, a: PreparedAsk, aaaa: PreparedAsk): void {
  const arrivals = [...new Set([a.exchange.arrivals, aaaa.exchange.arrivals])];
  for (const one of arrivals) one.hold();
  a.send();
  aaaa.send();
  const open = () => [a, aaaa].filter(({ query }) => query.end === undefined).length;
  stayAwakeFor(
    clock,
    () => arrivals.reduce((sum, { held }) => sum + held, 0) >= open(),
    () => {
      for (const one of arrivals) one.release();
    },
  );
}

async function askBoth(job: PairJob, exchange: Exchange): Promise<readonly [Asked, Asked]> {
  const a = prepared(job, exchange, job.a);
  const aaaa = prepared(job, exchange, job.aaaa);
  const waiting = exchange.answered([a.query, aaaa.query], job.clock.now() + job.patience.deadlineMs);
  sendBoth(job, a, aaaa);
  await waiting;
  return [a, aaaa];
}

function answered(job: PairJob, { exchange, query }: Asked): Promise<void> {
  return exchange.answered([query], job.clock.now() + job.patience.deadlineMs);
}

/** Waits for late answers while any query is open, then closes the channels. */
async function finish(
  job: PairJob,
  [a, aaaa]: readonly [Asked, Asked],
  after: 'close' | 'keep-open' = 'close',
): Promise<PairOnTheWire> {
  const durationMs =
    lastEnd(job, [a.query, aaaa.query]) - Math.min(a.query.sent.sentAtMs, aaaa.query.sent.sentAtMs);
  const exchanges = [...new Set([a.exchange, aaaa.exchange])];
  const graceUntilMs = job.clock.now() + job.patience.graceMs;
  const queriesOn = (exchange: Exchange) =>
    [a, aaaa].filter((asked) => asked.exchange === exchange).map(({ query }) => query);
  await Promise.all(exchanges.map((exchange) => exchange.answered(queriesOn(exchange), graceUntilMs)));
  const strays = sumStrays(exchanges.map((exchange) => exchange.strays));
  const [outcomeA] = a.exchange.settle([a.query]);
  const [outcomeAaaa] = aaaa.exchange.settle([aaaa.query]);
  if (after === 'close') for (const exchange of exchanges) exchange.close();
  if (!outcomeA || !outcomeAaaa) throw new Error('a pair was settled without its two outcomes');
  return { a: outcomeA, aaaa: outcomeAaaa, durationMs, ...connectionOf(job, a), strays };
}

/** How long the TCP connection of `asked` took until it stood; nothing over UDP. */
function connectionOf({ startMs }: PairJob, { exchange, query }: Asked): Pick<PairOnTheWire, 'connectMs'> {
  const sentAt = startMs + query.sent.sentAtMs;
  const { connection } = exchange.arrivals;
  return connection === undefined ? {} : { connectMs: connection.since(sentAt) - sentAt };
}

/** When the last of `queries` ended, in milliseconds since the start: now, if one of them has ended without a time of its own. */
function lastEnd({ clock, startMs }: PairJob, queries: readonly PendingQuery[]): number {
  const ends = queries.map(({ end }) =>
    end && 'rttMs' in end ? end.sentAtMs + end.rttMs : clock.now() - startMs,
  );
  return Math.max(...ends);
}
