/** Converts wall-clock times of outcomes, callers and DNS pods to the monotonic clock, even if the wall clock was set since. */

import type { LookupOutcome } from '../../domain/lookup.ts';
import type { PairOutcome } from '../../domain/pair.ts';
import type { Clock } from '../../platform/clock.ts';
import { WallClock } from './wall-clock.ts';

export class EventTimes {
  readonly #clock: Pick<Clock, 'now' | 'wall'>;
  readonly #timeline = new WallClock();
  /** The last change of the DNS pods: its wall-clock time as reported, and that moment on the monotonic clock. */
  #change: { readonly reportedAt: number; readonly atMs: number } | undefined;

  constructor(clock: Pick<Clock, 'now' | 'wall'>) {
    this.#clock = clock;
    this.now();
  }

  /** Monotonic milliseconds. Each call records the wall-clock time of that moment. */
  now(): number {
    const nowMs = this.#clock.now();
    this.#timeline.note(nowMs, this.#clock.wall());
    return nowMs;
  }

  /**
   * Converts the wall-clock time `wall` to monotonic milliseconds, at most `latestMs`. `undefined` if it is older than the recorded
   * times.
   */
  toMonotonic(wall: number, latestMs: number): number | undefined {
    return this.#timeline.toMonotonic(wall, latestMs);
  }

  /**
   * Monotonic milliseconds. An outcome arrives when it ends, or later. If its start is older than the recorded times, it counts as
   * started as late as possible.
   */
  startMsOf({ startedAt, durationMs }: PairOutcome | LookupOutcome): number {
    const latestMs = this.now() - durationMs;
    return this.toMonotonic(startedAt, latestMs) ?? latestMs;
  }

  /** When the DNS pods changed: the reported wall-clock time, converted to the wall clock as it is set now. */
  changedAt(reportedAt: number | undefined, nowMs: number): number | undefined {
    if (reportedAt === undefined) return undefined;
    if (this.#change?.reportedAt !== reportedAt)
      this.#change = { reportedAt, atMs: this.toMonotonic(reportedAt, nowMs) ?? nowMs };
    return this.toCurrentWallClock(this.#change.atMs);
  }

  /** The wall-clock time at `ms` (monotonic), by the wall clock as it is set now. */
  toCurrentWallClock(ms: number): number {
    return this.#timeline.toCurrentWallClock(ms);
  }

  /** Drops the settings of the wall clock from before `ms` (monotonic). */
  forget(ms: number): void {
    this.#timeline.forget(ms);
  }
}
