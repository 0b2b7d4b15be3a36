/**
 * Remembers who sent from which port, as conntrack does: what it knows has a path of its own, what is new does not
 * yet. Both the race and the choice of an endpoint hang on that.
 */

import { formatServer } from '../domain/server.ts';
import type { ReceivedQuery } from './script.ts';

/** An unanswered UDP entry's life in the kernel (`nf_conntrack_udp_timeout`, 30 s by default). */
const REMEMBERED_MS = 30_000;
/** Past this many flows the forgotten ones are swept out, so that the table stays bounded by the traffic of 30 s. */
const SWEEP_AT = 4096;

export interface Flow {
  readonly bornAtMs: number;
  /** A number in [0, 1) drawn once for each flow: what is chosen by it stays chosen. */
  readonly lot: number;
}

interface Remembered extends Flow {
  seenAtMs: number;
}

export class Flows {
  readonly #draw: () => number;
  readonly #flows = new Map<string, Remembered>();

  constructor(draw: () => number) {
    this.#draw = draw;
  }

  /** The flow that `query` belongs to, and whether this query is its first. */
  of(query: Pick<ReceivedQuery, 'transport' | 'from' | 'atMs'>): { flow: Flow; isNew: boolean } {
    const key = `${query.transport} ${formatServer(query.from)}`;
    const known = this.#flows.get(key);
    if (known && query.atMs - known.seenAtMs <= REMEMBERED_MS) {
      known.seenAtMs = query.atMs;
      return { flow: known, isNew: false };
    }
    const flow = { bornAtMs: query.atMs, seenAtMs: query.atMs, lot: this.#draw() };
    this.#flows.set(key, flow);
    if (this.#flows.size > SWEEP_AT) this.#sweep(query.atMs);
    return { flow, isNew: true };
  }

  get size(): number {
    return this.#flows.size;
  }

  #sweep(nowMs: number): void {
    for (const [key, flow] of this.#flows) {
      if (nowMs - flow.seenAtMs > REMEMBERED_MS) this.#flows.delete(key);
    }
  }
}
