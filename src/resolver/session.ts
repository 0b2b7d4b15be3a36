/** One lookup in progress: its exchanges, its queries, and the state that its rounds share. */

import type { LookupQuery } from '../domain/lookup.ts';
import { type StrayCounts, sumStrays } from '../domain/outcome.ts';
import type { Question } from '../domain/question.ts';
import { familyOf, type Server, sameServer } from '../domain/server.ts';
import type { Clock } from '../platform/clock.ts';
import type { OpenChannel } from '../wire/channel.ts';
import { Exchange } from '../wire/exchange.ts';
import type { QueryExtras } from '../wire/packet.ts';
import type { PendingQuery } from '../wire/pending-query.ts';
import { tcpChannel } from '../wire/tcp.ts';
import { udpChannel } from '../wire/udp.ts';
import type { Profile } from './profile.ts';
import type { ResolvConf } from './resolv-conf.ts';

export interface SessionPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly startMs: number;
}

/** A query of this lookup, and what it was sent for. */
interface Sent {
  readonly exchange: Exchange;
  readonly query: PendingQuery;
  readonly candidate: number;
  readonly attempt: number;
}

/** RESOLV_EDNS_BUFFER_SIZE (glibc, resolv/resolv-internal.h); only glibc reads `options edns0`. */
const GLIBC_PAYLOAD = 1200;

export class Session {
  readonly profile: Profile;
  readonly conf: ResolvConf;
  readonly clock: Clock;
  /** glibc's fallback after a half-answered timeout. It lasts until the lookup ends (`RES_SNGLKUP`, `RES_SNGLKUPREOP`). */
  readonly mode: { serial: boolean; reopen: boolean };
  /** UDP payload size that the queries' OPT record states, in bytes; 0 for queries without one. */
  readonly optPayload: number;
  readonly #firstServer: number;
  readonly #extras: QueryExtras;
  readonly #ports: SessionPorts;
  readonly #exchanges: Exchange[] = [];
  readonly #sent: Sent[] = [];
  #candidate = 0;

  constructor(profile: Profile, conf: ResolvConf, firstServer: number, ports: SessionPorts) {
    this.profile = profile;
    this.conf = conf;
    this.clock = ports.clock;
    this.#firstServer = firstServer;
    this.mode = { serial: conf.singleRequest || conf.singleRequestReopen, reopen: conf.singleRequestReopen };
    this.optPayload = conf.edns0 ? GLIBC_PAYLOAD : 0;
    this.#extras = {
      ...(conf.edns0 ? { optPayload: GLIBC_PAYLOAD } : {}),
      ...(conf.trustAd ? { authenticData: true } : {}),
    };
    this.#ports = ports;
  }

  /** Index of the first server: `rotate` advances it by one with each candidate (`nameserver_offset` in res_send.c). */
  get firstServer(): number {
    const { rotate, nameservers } = this.conf;
    return rotate ? (this.#firstServer + this.#candidate) % nameservers.length : 0;
  }

  get aborted(): boolean {
    return this.#ports.signal.aborted;
  }

  startCandidate(index: number): void {
    this.#candidate = index;
  }

  /**
   * Opens a fresh UDP socket to `server`, connected or not, as the profile does it. An unconnected socket serves all servers
   * of `conf`.
   */
  openUdp(server: Server): Promise<Exchange> {
    const anyIpv6 = this.conf.nameservers.some(({ address }) => familyOf(address) === 6);
    if (this.profile.socket === 'unconnected') return this.#open(udpChannel({ family: anyIpv6 ? 6 : 4 }));
    return this.#open(udpChannel({ family: familyOf(server.address), connectTo: server }));
  }

  openTcp(server: Server): Promise<Exchange> {
    return this.#open(tcpChannel(server));
  }

  ask(exchange: Exchange, question: Question, server: Server): PendingQuery {
    const query = exchange.ask(question, server, this.#extras);
    this.#sent.push({
      exchange,
      query,
      candidate: this.#candidate,
      attempt: this.#timesAsked(question, server),
    });
    return query;
  }

  /** Waits for open queries, to separate late answers from lost ones: `patienceMs` for an answer, `graceMs` for a late one. */
  async linger(patienceMs: number, graceMs: number): Promise<void> {
    const nowMs = this.clock.now();
    await Promise.all(
      this.#exchanges.map(async (exchange) => {
        const open = exchange.queries.filter((query) => !query.end);
        const waiting = open.filter((query) => !query.expired);
        if (waiting.length > 0) await exchange.answered(waiting, nowMs + patienceMs);
        await exchange.answered(open, nowMs + (waiting.length > 0 ? patienceMs : 0) + graceMs);
      }),
    );
  }

  /** Closes everything and returns the outcome of each query, in the order of sending. */
  close(): { readonly queries: readonly LookupQuery[]; readonly strays: StrayCounts } {
    const strays = sumStrays(this.#exchanges.map((exchange) => exchange.strays));
    const queries = this.#sent.flatMap(({ exchange, query, candidate, attempt }) =>
      exchange.settle([query]).map((outcome) => ({ candidate, attempt, outcome })),
    );
    for (const exchange of this.#exchanges) exchange.close();
    return { queries, strays };
  }

  async #open(channel: OpenChannel): Promise<Exchange> {
    const exchange = await Exchange.open(channel, this.#ports);
    this.#exchanges.push(exchange);
    return exchange;
  }

  #timesAsked(question: Question, server: Server): number {
    const same = this.#sent.filter(
      ({ query: { sent }, candidate }) =>
        candidate === this.#candidate &&
        sent.qtype === question.qtype &&
        (this.profile.servers === 'in-turn' || sameServer(sent.server, server)),
    );
    return same.length;
  }
}
