/**
 * Keeps the flows by source address and port, as conntrack does. A known flow has a path; a new one has none yet. The race and
 * the choice of an endpoint depend on that.
 */

import { formatServer } from '../domain/server.ts';
import type { ReceivedQuery } from './script.ts';

/** An unanswered UDP entry's life in the kernel (`nf_conntrack_udp_timeout`, 30 s by default). */
const REMEMBERED_MS = 30_000;
/** From this number of flows on, expired ones are removed, so that the traffic of 30 s bounds the table. */
const SWEEP_AT = 4096;

export interface Flow {
  readonly bornAtMs: number;
  /** A number in [0, 1) drawn once for each flow, so that a choice by it stays the same. */
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
