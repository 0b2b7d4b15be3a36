/** Sends a pair by any strategy and returns its outcome. Knows nothing of schedules, causes or metrics. */

import type { Transport } from '../domain/outcome.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { formatServer, type Server } from '../domain/server.ts';
import { type Strategy, specOf, type TargetKind } from '../domain/strategy.ts';
import { assertNever } from '../platform/assert-never.ts';
import type { Clock } from '../platform/clock.ts';
import type { LagMeter } from '../platform/lag.ts';
import { Exchange } from './exchange.ts';
import { PoolGate } from './race/gate.ts';
import { raceChannel } from './race/race.ts';
import { Rehearsal } from './rehearsal.ts';
import {
  connectedTo,
  overStanding,
  type PairJob,
  type PairOnTheWire,
  type Patience,
  reopen,
  separate,
  sequential,
  staggered,
  together,
} from './strategies.ts';
import { tcpChannel } from './tcp.ts';

/** So soon after the garbage was collected there is room for a pair, even at a hundred pairs a second. */
const ROOM_LASTS_MS = 50;

/** How many standing sockets are kept. Sticky pairs ask the VIP and a few other nameservers. */
const MOST_STANDING = 8;

export interface PairOrder {
  readonly strategy: Strategy;
  /** With or without its trailing dot; asked as it is, without a search list. */
  readonly name: string;
  readonly server: Server;
  /** The role of `server` for this pod, repeated in the outcome. By default the strategy's row decides. */
  readonly target?: TargetKind;
  /** Used if the strategy's row leaves the choice (`either`). */
  readonly transport: Transport;
  readonly patience: Patience;
}

export interface ProberPorts {
  readonly clock: Clock;
  readonly lag: Pick<LagMeter, 'longestSince'>;
  /** Aborted when fivesec shuts down: all queries under way end. */
  readonly signal: AbortSignal;
  /** Called before a pair, once in 50 ms at most: it collects garbage, so that no collection falls between a query and its answer. */
  readonly makeRoom?: () => void;
}

export class Prober {
  readonly #ports: ProberPorts;
  readonly #standing = new Map<string, Exchange>();
  readonly #gate: PoolGate;
  readonly #rehearsal = new Rehearsal();
  #stickyTurn: Promise<unknown> = Promise.resolve();
  #roomSinceMs = Number.NEGATIVE_INFINITY;

  constructor(ports: ProberPorts) {
    this.#ports = ports;
    this.#gate = new PoolGate(ports.clock);
  }

  /**
   * One pair. Standing sockets serve one pair at a time; every other pair may overlap.
   * Resolves when both queries have ended: answered, given up after the grace period, or aborted.
   * Never rejects for what the network does.
   */
  pair(order: PairOrder): Promise<PairOutcome> {
    if (specOf(order.strategy).socket !== 'standing') return this.#pair(order);
    const turn = this.#stickyTurn.then(() => this.#pair(order));
    this.#stickyTurn = turn.catch(() => undefined);
    return turn;
  }

  async #pair(order: PairOrder): Promise<PairOutcome> {
    const { clock, lag, signal } = this.#ports;
    this.#makeRoom();
    const startedAt = clock.wall();
    const startMs = clock.now();
    const { optPayload, target } = specOf(order.strategy);
    const name = order.name.endsWith('.') ? order.name.slice(0, -1) : order.name;
    const job: PairJob = {
      a: { name, qtype: 'A' },
      aaaa: { name, qtype: 'AAAA' },
      server: order.server,
      extras: optPayload === 0 ? {} : { optPayload },
      patience: order.patience,
      clock,
      signal,
      startMs,
      ...(isOverTcp(order) ? {} : { rehearse: () => this.#rehearsal.run() }),
    };
    const wire = await this.#send(order, job);
    return {
      strategy: order.strategy,
      name,
      server: order.server,
      target: order.target ?? target,
      transport: wire.a.transport,
      startedAt,
      ...wire,
      starvedMs: lag.longestSince(startMs),
    };
  }

  #makeRoom(): void {
    const { clock, makeRoom } = this.#ports;
    const nowMs = clock.now();
    if (nowMs - this.#roomSinceMs < ROOM_LASTS_MS) return;
    this.#roomSinceMs = nowMs;
    makeRoom?.();
  }

  /** Closes everything that outlives a pair: the standing sockets, and that of the rehearsal. */
  async close(): Promise<void> {
    for (const exchange of this.#standing.values()) exchange.close();
    this.#standing.clear();
    await this.#rehearsal.close();
  }

  #send(order: PairOrder, job: PairJob): Promise<PairOnTheWire> {
    const { spacing, socket } = specOf(order.strategy);
    switch (spacing) {
      case 'same-instant':
        return together(job, raceChannel(job.server, this.#gate));
      case 'staggered':
        return staggered(job);
      case 'in-turn':
        return socket === 'fresh-each' ? reopen(job) : sequential(job);
      case 'together':
        if (socket === 'standing') return this.#sticky(job);
        if (socket === 'fresh-each') return separate(job);
        return together(job, isOverTcp(order) ? tcpChannel(job.server) : connectedTo(job.server));
      default:
        return assertNever(spacing);
    }
  }

  async #sticky(job: PairJob): Promise<PairOnTheWire> {
    const key = formatServer(job.server);
    const standing = this.#standing.get(key);
    const exchange = standing?.isOpen ? standing : await Exchange.open(connectedTo(job.server), job);
    // A channel that could not be opened is tried again with each pair. Its exchange listens to the signal until it is closed.
    if (exchange !== standing) standing?.close();
    // The one that was used last is last. Servers come and go for months, and their sockets must not accumulate.
    this.#standing.delete(key);
    this.#standing.set(key, exchange);
    const [oldest] = this.#standing;
    if (oldest && this.#standing.size > MOST_STANDING) {
      oldest[1].close();
      this.#standing.delete(oldest[0]);
    }
    return overStanding(job, exchange);
  }
}

function isOverTcp({ strategy, transport }: PairOrder): boolean {
  const { transport: own } = specOf(strategy);
  return (own === 'either' ? transport : own) === 'tcp';
}
