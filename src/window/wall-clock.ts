/**
 * What the wall clock said when: it may be set while fivesec runs, back or forth. Outcomes and callers tell their times as the
 * wall clock was then; what is remembered is ordered, and forgotten, by the monotonic clock.
 */

interface ClockOffset {
  /** Wall clock less monotonic clock. */
  readonly offsetMs: number;
  /** The last note before it: the clock was set at some moment after that. Monotonic. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Two clocks that are read one after the other, one of them in whole milliseconds, differ by up to this although neither was set. */
const GRAIN_MS = 10;

export class WallClock {
  #eras: readonly ClockOffset[] = [];

  /** Notes what the clocks say now. The more often, the better it is known when the wall clock was set. */
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

  /** When the wall clock said `wall`, not after `latestMs`; the last time if there were several. `undefined`: never, as far as is known. */
  toMonotonic(wall: number, latestMs: number): number | undefined {
    for (const { offsetMs, fromMs, untilMs } of this.#eras.toReversed()) {
      const ms = wall - offsetMs;
      if (ms >= fromMs - GRAIN_MS && ms <= Math.min(untilMs, latestMs) + GRAIN_MS) return ms;
    }
    return undefined;
  }

  /** What the wall clock would have said at `ms`, had it always been set as it is now. */
  toCurrentWallClock(ms: number): number {
    return ms + (this.#eras.at(-1)?.offsetMs ?? 0);
  }

  /** Drops what ended before `ms`. */
  forget(ms: number): void {
    this.#eras = this.#eras.filter(({ untilMs }, index) => untilMs >= ms || index === this.#eras.length - 1);
  }
}
