/** The bound on the load that fivesec puts on the cluster's DNS: queries a second, on average, retries included. */

import type { Clock } from '../platform/clock.ts';

/** What may be saved up for a burst: this many seconds' worth of queries. */
const SAVED_SECONDS = 10;

export class LoadBudget {
  readonly #clock: Clock;
  readonly #perSecond: number;
  #saved = 0;
  #lastMs: number;

  /** Starts empty, so that the average holds from the first second on. */
  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#lastMs = clock.now();
  }

  /** Takes `queries` if that many are to be had: true if they were. */
  take(queries: number): boolean {
    this.#refill();
    if (this.#saved < queries) return false;
    this.#saved -= queries;
    return true;
  }

  /** Takes what was sent beyond the plan (retries, a search list) or gives back what was not; the balance may go below zero. */
  settle(queries: number): void {
    this.#refill();
    this.#saved -= queries;
  }

  #refill(): void {
    const nowMs = this.#clock.now();
    const earned = ((nowMs - this.#lastMs) / 1000) * this.#perSecond;
    this.#saved = Math.min(this.#saved + earned, Math.max(SAVED_SECONDS * this.#perSecond, 2));
    this.#lastMs = nowMs;
  }
}
