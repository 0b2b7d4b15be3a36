/** Bounds the load that fivesec puts on the cluster's DNS: a token bucket of queries, retries included. */

import type { Clock } from '../platform/clock.ts';

/** The bucket always holds the queries of this many seconds, for jobs whose ticks fall close together. */
const SAVED_SECONDS = 10;
/** Queries beyond the schedule leave the queries of this many seconds for the schedule. */
const RESERVED_SECONDS = 2;

export interface BudgetOptions {
  /** The number of queries that the bucket must hold for a burst. */
  readonly burst?: number;
  /**
   * The number of queries in the bucket at the start; none if not given. The bucket fills more slowly until they are paid
   * back, after `withinSeconds`: from then on the average since the start keeps to the bound.
   */
  readonly credit?: { readonly queries: number; readonly withinSeconds: number };
}

const NO_CREDIT = { queries: 0, withinSeconds: 1 };

export class QueryBudget {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #most: number;
  readonly #creditEndsMs: number;
  /** The part of the rate that pays the credit back, in queries a second. */
  readonly #repaid: number;
  #saved: number;
  #lastMs: number;

  /** `perSecond` is the bound on the average rate. Without a credit it holds from the first second on. */
  constructor(clock: Clock, perSecond: number, { burst = 0, credit = NO_CREDIT }: BudgetOptions = {}) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#most = Math.max(SAVED_SECONDS * perSecond, burst + RESERVED_SECONDS * perSecond, 2);
    this.#lastMs = clock.now();
    this.#creditEndsMs = this.#lastMs + credit.withinSeconds * 1000;
    this.#repaid = credit.queries / credit.withinSeconds;
    this.#saved = credit.queries;
  }

  /** Takes `queries` if the bucket holds that many: true if it did. */
  take(queries: number): boolean {
    return this.#takeLeaving(0, queries);
  }

  /** As `take`, for queries beyond the schedule: leaves enough for the next lookups. */
  takeSpare(queries: number): boolean {
    return this.#takeLeaving(RESERVED_SECONDS * this.#perSecond, queries);
  }

  /**
   * Corrects the balance after a run: takes queries beyond the plan (retries, a search list), or gives back what was not sent.
   * The balance may become negative.
   */
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
    const repayingMs = Math.max(0, Math.min(nowMs, this.#creditEndsMs) - this.#lastMs);
    this.#saved = Math.min(this.#saved + earned - (repayingMs / 1000) * this.#repaid, this.#most);
    this.#lastMs = nowMs;
  }
}
