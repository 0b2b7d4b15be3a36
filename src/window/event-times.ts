/** The dates that outcomes, callers and DNS pods tell, placed on the monotonic clock, whatever the wall clock was set to since. */

import type { LookupOutcome } from '../domain/lookup.ts';
import type { PairOutcome } from '../domain/pair.ts';
import type { Clock } from '../platform/clock.ts';
import { WallClock } from './wall-clock.ts';

export class EventTimes {
  readonly #clock: Pick<Clock, 'now' | 'wall'>;
  readonly #timeline = new WallClock();
  /** The last change of the DNS pods: as it was told, and when that was. */
  #change: { readonly toldAt: number; readonly atMs: number } | undefined;

  constructor(clock: Pick<Clock, 'now' | 'wall'>) {
    this.#clock = clock;
    this.now();
  }

  /** Monotonic milliseconds. Each call notes what the wall clock says meanwhile. */
  now(): number {
    const nowMs = this.#clock.now();
    this.#timeline.note(nowMs, this.#clock.wall());
    return nowMs;
  }

  /** When the wall clock said `wall`, not after `latestMs` (both in monotonic milliseconds); `undefined` if nobody remembers. */
  toMonotonic(wall: number, latestMs: number): number | undefined {
    return this.#timeline.toMonotonic(wall, latestMs);
  }

  /** Monotonic milliseconds. An outcome comes when it ends, or later: one whose date nobody remembers began as late as can be. */
  startMsOf({ startedAt, durationMs }: PairOutcome | LookupOutcome): number {
    const latestMs = this.now() - durationMs;
    return this.toMonotonic(startedAt, latestMs) ?? latestMs;
  }

  /** When the DNS pods changed, as told once (wall clock), told anew by the wall clock as it is set now. */
  changedAt(toldAt: number | undefined, nowMs: number): number | undefined {
    if (toldAt === undefined) return undefined;
    if (this.#change?.toldAt !== toldAt)
      this.#change = { toldAt, atMs: this.toMonotonic(toldAt, nowMs) ?? nowMs };
    return this.toCurrentWallClock(this.#change.atMs);
  }

  /** What the wall clock would have said at `ms` (monotonic), had it always been set as it is now. */
  toCurrentWallClock(ms: number): number {
    return this.#timeline.toCurrentWallClock(ms);
  }

  /** Forgets how the wall clock was set before `ms` (monotonic). */
  forget(ms: number): void {
    this.#timeline.forget(ms);
  }
}
