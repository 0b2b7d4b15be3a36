/** The bound on the load that fivesec puts on the cluster's DNS: queries a second, on average, retries included. */

import type { Clock } from '../platform/clock.ts';

/** What is always saved up: this many seconds' worth of queries, for jobs whose ticks fall close together. */
const SAVED_SECONDS = 10;
/** What is spent beyond the schedule leaves the schedule this many seconds' worth. */
const RESERVED_SECONDS = 2;

export class QueryBudget {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #most: number;
  #saved = 0;
  #lastMs: number;

  /**
   * Starts empty, so that the average holds from the first second on. `purse` is the number of queries to save up for
   * when they are needed at once: what quiet minutes leave over.
   */
  constructor(clock: Clock, perSecond: number, purse = 0) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#most = Math.max(SAVED_SECONDS * perSecond, purse + RESERVED_SECONDS * perSecond, 2);
    this.#lastMs = clock.now();
  }

  /** Takes `queries` if that many are to be had: true if they were. */
  take(queries: number): boolean {
    return this.#takeLeaving(0, queries);
  }

  /** As `take`, for what is not on the schedule: leaves enough for the next lookups. */
  takeSpare(queries: number): boolean {
    return this.#takeLeaving(RESERVED_SECONDS * this.#perSecond, queries);
  }

  /** Takes what was sent beyond the plan (retries, a search list) or gives back what was not; the balance may go below zero. */
  settle(queries: number): void {
    this.#refill();
    this.#saved -= queries;
  }

  #takeLeaving(rest: number, queries: number): boolean {
    this.#refill();
    if (this.#saved < queries + rest) return false;
    this.#saved -= queries;
    return true;
  }

  #refill(): void {
    const nowMs = this.#clock.now();
    const earned = ((nowMs - this.#lastMs) / 1000) * this.#perSecond;
    this.#saved = Math.min(this.#saved + earned, this.#most);
    this.#lastMs = nowMs;
  }
}
