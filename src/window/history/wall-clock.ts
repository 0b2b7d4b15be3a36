/**
 * Records how the wall clock was set over time: it may be set back or forward while fivesec runs. Outcomes and callers have
 * wall-clock times. The history orders and drops its entries by the monotonic clock.
 */

interface ClockOffset {
  /** Wall clock less monotonic clock. */
  readonly offsetMs: number;
  /** The time of the last record before this setting, monotonic. The clock was set at some moment after it. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Two clocks that are read one after the other, one of them in whole milliseconds, may differ by this much although neither was set. */
const GRAIN_MS = 10;

export class WallClock {
  #eras: readonly ClockOffset[] = [];

  /** Records both clocks. The more often this happens, the more exactly it is known when the wall clock was set. */
  note(nowMs: number, wall: number): void {
    const last = this.#eras.at(-1);
    const offsetMs = wall - nowMs;
    if (last && Math.abs(offsetMs - last.offsetMs) <= GRAIN_MS)
      this.#eras = [...this.#eras.slice(0, -1), { ...last, untilMs: nowMs }];
    else
      this.#eras = [
        ...this.#eras,
        { offsetMs, fromMs: last?.untilMs ?? Number.NEGATIVE_INFINITY, untilMs: nowMs },
      ];
  }

  /** Converts a wall-clock time to the latest matching monotonic time, at most `latestMs`. `undefined` if no record matches. */
  toMonotonic(wall: number, latestMs: number): number | undefined {
    for (const { offsetMs, fromMs, untilMs } of this.#eras.toReversed()) {
      const ms = wall - offsetMs;
      if (ms >= fromMs - GRAIN_MS && ms <= Math.min(untilMs, latestMs) + GRAIN_MS) return ms;
    }
    return undefined;
  }

  /** The wall-clock time at `ms` (monotonic), by the wall clock as it is set now. */
  toCurrentWallClock(ms: number): number {
    return ms + (this.#eras.at(-1)?.offsetMs ?? 0);
  }

  /** Drops the settings that ended before `ms` (monotonic). */
  forget(ms: number): void {
    this.#eras = this.#eras.filter(({ untilMs }, index) => untilMs >= ms || index === this.#eras.length - 1);
  }
}
