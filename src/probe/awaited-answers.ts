/** The probes under way whose answers may arrive at any moment, so that other work does not hold the event loop in that time. */

import type { Clock } from '../platform/clock.ts';

/** Nearly every answer comes within this time. Without it, a probe that waits for its timeout would count for seconds. */
const FRESH_MS = 100;

export class AwaitedAnswers {
  readonly #clock: Pick<Clock, 'now'>;
  /** When each began, monotonic milliseconds. */
  readonly #underWay = new Map<Promise<unknown>, number>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Has a probe begun in the last 100 ms, and not ended? */
  get any(): boolean {
    const sinceMs = this.#clock.now() - FRESH_MS;
    for (const atMs of this.#underWay.values()) if (atMs > sinceMs) return true;
    return false;
  }

  /** Counts `probe` until it ends; resolves or rejects as it does. */
  async during<T>(probe: Promise<T>): Promise<T> {
    this.#underWay.set(probe, this.#clock.now());
    try {
      return await probe;
    } finally {
      this.#underWay.delete(probe);
    }
  }
}
