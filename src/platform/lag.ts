/**
 * Measures how late the event loop is, by a heartbeat that fires late when the loop is blocked.
 * Probes in such a time are marked; their delay is not attributed to DNS.
 */

import type { Cancel, Clock } from './clock.ts';

/**
 * The heartbeat while something is measured. A stall delays the beat that falls into it, so stalls shorter than this are seen too.
 */
const CLOSE_BEAT_MS = 100;
/** The heartbeat while nothing is measured. Ten beats a second took half of the agent's CPU time (docs/benchmarks.md, `steady`). */
const IDLE_BEAT_MS = 1000;
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
  #beatMs = IDLE_BEAT_MS;
  #expectedMs: number;
  /** Ends the heartbeat; undefined while there is none. */
  #stop: Cancel | undefined;
  #underWay = 0;

  /** Stalls shorter than `leastMs` are reported to `onLag`, but not kept. */
  constructor(clock: Clock, leastMs: number, onLag: (lagMs: number) => void = () => {}) {
    this.#clock = clock;
    this.#leastMs = leastMs;
    this.#onLag = onLag;
    this.#expectedMs = clock.now() + IDLE_BEAT_MS;
  }

  /** `sparingly`: ten beats a second only during the work of `during`. */
  start(how: 'closely' | 'sparingly' = 'closely'): Cancel {
    if (how === 'closely') this.#count(1);
    this.#listen();
    return () => {
      this.#stop?.();
      this.#stop = undefined;
    };
  }

  /** Runs `work`, and beats ten times a second instead of once until it has ended. Resolves or rejects as `work` does. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#count(1);
    try {
      return await work();
    } finally {
      this.#count(-1);
    }
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

  #count(change: number): void {
    this.#underWay += change;
    const beatMs = this.#underWay > 0 ? CLOSE_BEAT_MS : IDLE_BEAT_MS;
    if (beatMs === this.#beatMs) return;
    this.#beatMs = beatMs;
    if (this.#stop) this.#listen();
  }

  /** Begins to beat at the present rate. A beat that is due by now counts. */
  #listen(): void {
    this.#stop?.();
    const now = this.#clock.now();
    if (this.#expectedMs < now) this.#beat();
    this.#expectedMs = now + this.#beatMs;
    this.#stop = this.#clock.every(this.#beatMs, () => this.#beat());
  }

  #beat(): void {
    const now = this.#clock.now();
    const lagMs = Math.max(0, now - this.#expectedMs);
    if (lagMs >= this.#leastMs) this.#stalls.push({ fromMs: this.#expectedMs, untilMs: now });
    if (this.#stalls.length > 0)
      this.#stalls = this.#stalls.filter((stall) => stall.untilMs > now - REMEMBERED_MS);
    this.#expectedMs = now + this.#beatMs;
    this.#onLag(lagMs);
  }
}
