/** Bounds what reading the conntrack table costs: the size of the table, and the share of one CPU over time. */

import type { FlowSkip } from '../domain/flow.ts';
import type { Reading } from '../domain/reading.ts';

export interface ReadLimits {
  /** A larger table is read only by an investigation. */
  readonly maxEntries: number;
  /** The part of one CPU that readings may take on average, 0 to 1. */
  readonly cpuShare: number;
}

/** The most that may be saved, or borrowed by an investigation before its last reading: the share of CPU over this time. */
const RESERVE_MS = 60_000;
/** The next reading may cost more than the last one: the table grows, and a busy machine is slower. */
const COSTLIER = 1.2;

export class ReadBudget {
  readonly #limits: ReadLimits;
  readonly #reserveMs: number;
  /** Milliseconds of CPU that may be spent now; negative while a loan is paid back. */
  #leftMs = 0;
  #atMs: number;
  /** What the next reading may cost. */
  #nextMs = 0;

  constructor(limits: ReadLimits, nowMs: number) {
    this.#limits = limits;
    this.#reserveMs = limits.cpuShare * RESERVE_MS;
    this.#atMs = nowMs;
  }

  /** Why no reading may begin now; `undefined` if one may. `isUrgent`: an investigation, which may borrow. */
  refusal(nowMs: number, entries: Reading<number>, isUrgent: boolean): FlowSkip | undefined {
    this.#earn(nowMs);
    if (!isUrgent && entries.kind === 'read' && entries.value > this.#limits.maxEntries) return 'table-size';
    const enough = isUrgent ? this.#leftMs > -this.#reserveMs : this.#leftMs >= this.#nextMs;
    return enough ? undefined : 'cpu';
  }

  /** A reading took `cpuMs` of CPU. */
  spend(cpuMs: number): void {
    this.#nextMs = COSTLIER * cpuMs;
    this.#leftMs -= cpuMs;
  }

  #earn(nowMs: number): void {
    const most = Math.max(this.#reserveMs, this.#nextMs);
    this.#leftMs = Math.min(most, this.#leftMs + (nowMs - this.#atMs) * this.#limits.cpuShare);
    this.#atMs = nowMs;
  }
}
