/**
 * Finds the conntrack entry of each of fivesec's own queries, and so the address that its flow was sent to.
 *
 * An entry of a UDP flow without an answer lives for 30 s (`nf_conntrack_udp_timeout`, nf_conntrack_proto_udp.c), so only a
 * reading soon after the query shows that there is none. Entries come and go while the table is read, and one may be missed:
 * two complete readings must lack it.
 */

import type { Flow } from '../domain/flow.ts';
import { type OwnQuery, socketOf } from './own-queries.ts';

/** What one or more readings of the table show about one query. */
export type Attributed = Entry | NoEntry | Unseen;

interface Sent {
  /** When it was sent, monotonic milliseconds. */
  readonly atMs: number;
  readonly lost: boolean;
}
interface Entry extends Sent {
  readonly kind: 'entry';
  /** The source of the replies. */
  readonly backend: string;
  readonly replied: boolean;
  /** Another query of this socket was answered. */
  readonly shared: boolean;
}

/** The table never had an entry. */
interface NoEntry extends Sent {
  readonly kind: 'no-entry';
}
/** The table was not read in time. */
interface Unseen extends Sent {
  readonly kind: 'unseen';
}

interface Waiting {
  readonly query: OwnQuery;
  misses: number;
}

/** How long after a query its entry must still exist: the kernel's 30 s with a margin. */
const LIVES_MS = 25_000;
const ENOUGH_MISSES = 2;
/** The longest life of an entry with a reply. If a port is used again in this time, the query finds the old entry. */
const REMEMBERED_MS = 180_000;
/** Bounds the memory, for a table that can't be read for a long time. */
const MOST_WAITING = 20_000;
/** How many more may wait until the oldest are dropped together. Dropping one at a time would copy all others each time. */
const SLACK = 2_000;

export class Attribution {
  #waiting: Waiting[] = [];
  /** When a query of each socket was last answered, monotonic milliseconds. */
  readonly #answeredMs = new Map<string, number>();

  /** Lost queries that no reading has decided yet. */
  get openLosses(): number {
    return this.#waiting.reduce((sum, { query }) => sum + Number(query.lost), 0);
  }

  add(queries: readonly OwnQuery[]): void {
    for (const query of queries) {
      this.#waiting.push({ query, misses: 0 });
      if (!query.lost) this.#answered(query);
    }
    if (this.#waiting.length > MOST_WAITING + SLACK) this.#waiting = this.#waiting.slice(-MOST_WAITING);
  }

  /**
   * Takes one reading of the table: the flows of our own addresses, whether the table was read to its end, and when the reading
   * began (monotonic milliseconds). Returns the queries that it decides.
   */
  decide(
    flows: readonly Flow[],
    { complete, beganMs }: { complete: boolean; beganMs: number },
  ): Attributed[] {
    const entries = bySocket(flows);
    const decided: Attributed[] = [];
    this.#forget(beganMs);
    this.#waiting = this.#waiting.filter((waiting) => {
      const found = this.#decided(waiting, entries.get(waiting.query.socket), complete, beganMs);
      if (found !== undefined) decided.push(found);
      return found === undefined;
    });
    return decided;
  }

  #decided(
    waiting: Waiting,
    flow: Flow | undefined,
    complete: boolean,
    beganMs: number,
  ): Attributed | undefined {
    const { sentMs: atMs, lost, socket } = waiting.query;
    // The query may have left after the table was read.
    if (atMs >= beganMs) return undefined;
    if (flow !== undefined) {
      const shared = flow.replied && this.#answeredMs.has(socket);
      return { kind: 'entry', atMs, lost, backend: flow.backend.address, replied: flow.replied, shared };
    }
    if (beganMs - atMs > LIVES_MS) return { kind: 'unseen', atMs, lost };
    if (complete) waiting.misses += 1;
    return waiting.misses >= ENOUGH_MISSES ? { kind: 'no-entry', atMs, lost } : undefined;
  }

  /** The one that was answered last is last. */
  #answered({ socket, sentMs }: OwnQuery): void {
    this.#answeredMs.delete(socket);
    this.#answeredMs.set(socket, sentMs);
    this.#forget(sentMs);
  }

  #forget(nowMs: number): void {
    for (const [socket, atMs] of this.#answeredMs) {
      if (atMs >= nowMs - REMEMBERED_MS) return;
      this.#answeredMs.delete(socket);
    }
  }
}

/**
 * One flow for each socket. A table with zones may hold two entries for one packet, before and after the rewriting. The
 * rewritten one is kept, because it has the address of the DNS pod.
 */
function bySocket(flows: readonly Flow[]): ReadonlyMap<string, Flow> {
  const entries = new Map<string, Flow>();
  for (const flow of flows) {
    if (flow.protocol !== 'udp') continue;
    const socket = socketOf(flow.client.port, flow.destination);
    const other = entries.get(socket);
    if (other === undefined || isRewritten(flow) || !isRewritten(other)) entries.set(socket, flow);
  }
  return entries;
}

function isRewritten({ destination, backend }: Flow): boolean {
  return destination.address !== backend.address;
}
