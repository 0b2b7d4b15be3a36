/**
 * Measures how late the event loop is, by a heartbeat that fires late when the loop is blocked.
 * Probes in such a time are marked; their delay is not attributed to DNS.
 */

import type { Cancel, Clock } from './clock.ts';

/** A stall delays the beat that falls into it, so stalls shorter than this are seen too. Twice as many beats would cost 1.3 ms more CPU each second. */
const HEARTBEAT_MS = 100;
const REMEMBERED_MS = 60_000;

interface Stall {
  readonly fromMs: number;
  readonly untilMs: number;
}

export class LagMeter {
  readonly #clock: Clock;
  readonly #onLag: (lagMs: number) => void;
  readonly #leastMs: number;
  #stalls: Stall[] = [];
  #expectedMs: number;

  /** Stalls shorter than `leastMs` are reported to `onLag`, but not kept. */
  constructor(clock: Clock, leastMs: number, onLag: (lagMs: number) => void = () => {}) {
    this.#clock = clock;
    this.#leastMs = leastMs;
    this.#onLag = onLag;
    this.#expectedMs = clock.now() + HEARTBEAT_MS;
  }

  start(): Cancel {
    return this.#clock.every(HEARTBEAT_MS, () => this.#beat());
  }

  /** The longest stall, in milliseconds, that overlaps the time since `sinceMs` (monotonic); 0 if none. */
  longestSince(sinceMs: number): number {
    const now = this.#clock.now();
    // The loop may be late at this very moment: the heartbeat that would show it has not run yet.
    const current = { fromMs: this.#expectedMs, untilMs: now };
    return [...this.#stalls, current]
      .filter((stall) => stall.untilMs > sinceMs)
      .map((stall) => stall.untilMs - stall.fromMs)
      .reduce((longest, lag) => (lag >= this.#leastMs && lag > longest ? lag : longest), 0);
  }

  #beat(): void {
    const now = this.#clock.now();
    const lagMs = Math.max(0, now - this.#expectedMs);
    if (lagMs >= this.#leastMs) this.#stalls.push({ fromMs: this.#expectedMs, untilMs: now });
    this.#stalls = this.#stalls.filter((stall) => stall.untilMs > now - REMEMBERED_MS);
    this.#expectedMs = now + HEARTBEAT_MS;
    this.#onLag(lagMs);
  }
}
