/** Does the schedule still tick? An agent that answers scrapes but probes nothing would look healthy for ever. */

import type { Clock } from '../platform/clock.ts';

const MISSED = 3;
/** With short intervals, three of them pass quickly. One busy second is no reason to restart a pod. */
const SHORTEST_MS = 15_000;

export class Liveness {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #patienceMs: number;
  #lastMs: number;

  /** `intervalMs` is the longest time between two ticks of a healthy schedule. */
  constructor(clock: Pick<Clock, 'now'>, intervalMs: number) {
    this.#clock = clock;
    this.#patienceMs = Math.max(SHORTEST_MS, MISSED * intervalMs);
    this.#lastMs = clock.now();
  }

  tick(): void {
    this.#lastMs = this.#clock.now();
  }

  /** Milliseconds since the last tick. */
  get silentMs(): number {
    return this.#clock.now() - this.#lastMs;
  }

  get healthy(): boolean {
    return this.silentMs <= this.#patienceMs;
  }
}
