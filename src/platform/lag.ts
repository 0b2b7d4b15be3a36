/**
 * Measures how late the event loop is, by a heartbeat that fires late when the loop is blocked.
 * Probes in such a time are marked; their delay is not attributed to DNS.
 */

import { beforeSleepOn, type Cancel, type Clock } from './clock.ts';

/**
 * The heartbeat while something is measured. A stall delays the beat that falls into it, so stalls shorter than this are seen too.
 * While nothing is measured there is none: to wake the process for it took half of the agent's CPU time (docs/benchmarks.md, `steady`).
 */
const BEAT_MS = 100;
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
  /** When the next beat is due. Never, while there is no heartbeat. */
  #expectedMs = Number.POSITIVE_INFINITY;
  /** Ends the heartbeat; undefined while there is none. */
  #stop: Cancel | undefined;
  #isStarted = false;
  #underWay = 0;

  /** Stalls shorter than `leastMs` are reported to `onLag`, but not kept. */
  constructor(clock: Clock, leastMs: number, onLag: (lagMs: number) => void = () => {}) {
    this.#clock = clock;
    this.#leastMs = leastMs;
    this.#onLag = onLag;
  }

  /** `sparingly`: a heartbeat only during the work of `during`. */
  start(how: 'closely' | 'sparingly' = 'closely'): Cancel {
    if (how === 'closely') this.#underWay += 1;
    this.#isStarted = true;
    this.#listen();
    return () => {
      this.#isStarted = false;
      this.#end();
    };
  }

  /** Runs `work`, with a heartbeat until it has ended. Resolves or rejects as `work` does. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    this.#listen();
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#end();
    }
  }

  /** A timer that was due at `dueMs` (monotonic) fires now. It shows how late the loop is, as a beat does. */
  fires(dueMs: number): void {
    this.#note(dueMs, this.#clock.now());
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

  /**
   * Begins to beat, if there is work and no heartbeat. While the loop does not sleep, no timer is needed: most probes end before it does, and a timer
   * that was cleared would still wake the process (node:timers).
   */
  #listen(): void {
    if (!this.#isStarted || this.#underWay === 0 || this.#stop) return;
    this.#expectedMs = this.#clock.now() + BEAT_MS;
    let stop: Cancel = () => {};
    const waiting = beforeSleepOn(this.#clock, () => {
      this.#noteOverdue();
      this.#expectedMs = this.#clock.now() + BEAT_MS;
      stop = this.#clock.every(BEAT_MS, () => this.#beat());
    });
    this.#stop = () => {
      waiting();
      stop();
    };
  }

  /** A beat that is due by now counts. */
  #end(): void {
    this.#noteOverdue();
    this.#stop?.();
    this.#stop = undefined;
    this.#expectedMs = Number.POSITIVE_INFINITY;
  }

  #noteOverdue(): void {
    const now = this.#clock.now();
    if (this.#expectedMs < now) this.#note(this.#expectedMs, now);
  }

  #beat(): void {
    const now = this.#clock.now();
    this.#note(this.#expectedMs, now);
    this.#expectedMs = now + BEAT_MS;
  }

  #note(expectedMs: number, now: number): void {
    const lagMs = Math.max(0, now - expectedMs);
    if (lagMs >= this.#leastMs) this.#stalls.push({ fromMs: expectedMs, untilMs: now });
    if (this.#stalls.length > 0)
      this.#stalls = this.#stalls.filter((stall) => stall.untilMs > now - REMEMBERED_MS);
    this.#onLag(lagMs);
  }
}
