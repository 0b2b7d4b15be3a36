/**
 * How late the event loop is, by a heartbeat: what comes later than asked for was held up.
 * Probes taken meanwhile are marked, not blamed on DNS.
 */

import type { Cancel, Clock } from './clock.ts';

/** A stall shows by the beat that it delays, so stalls shorter than this are seen too; twice as often costs 1.3 ms/s of CPU more. */
const HEARTBEAT_MS = 100;
const REMEMBERED_MS = 60_000;

interface Stall {
  readonly fromMs: number;
  readonly untilMs: number;
}

export class LagMeter {
  readonly #clock: Clock;
  readonly #onLag: (lagMs: number) => void;
  readonly #worthMs: number;
  #stalls: Stall[] = [];
  #expectedMs: number;

  /** `worthMs`: shorter stalls are reported to `onLag`, but not remembered. */
  constructor(clock: Clock, worthMs: number, onLag: (lagMs: number) => void = () => {}) {
    this.#clock = clock;
    this.#worthMs = worthMs;
    this.#onLag = onLag;
    this.#expectedMs = clock.now() + HEARTBEAT_MS;
  }

  start(): Cancel {
    return this.#clock.every(HEARTBEAT_MS, () => this.#beat());
  }

  /** The longest stall, in milliseconds, that overlaps the time since `sinceMs` (monotonic); 0 if none. */
  longestSince(sinceMs: number): number {
    const now = this.#clock.now();
    // The loop may stand late at this very moment: the heartbeat that would say so has not run yet.
    const current = { fromMs: this.#expectedMs, untilMs: now };
    return [...this.#stalls, current]
      .filter((stall) => stall.untilMs > sinceMs)
      .map((stall) => stall.untilMs - stall.fromMs)
      .reduce((longest, lag) => (lag >= this.#worthMs && lag > longest ? lag : longest), 0);
  }

  #beat(): void {
    const now = this.#clock.now();
    const lagMs = Math.max(0, now - this.#expectedMs);
    if (lagMs >= this.#worthMs) this.#stalls.push({ fromMs: this.#expectedMs, untilMs: now });
    this.#stalls = this.#stalls.filter((stall) => stall.untilMs > now - REMEMBERED_MS);
    this.#expectedMs = now + HEARTBEAT_MS;
    this.#onLag(lagMs);
  }
}
