/**
 * Keeps a change once it has been found for a while. With each new result the clearest split of the time may be another one, or
 * none. If evidence from before a change counted again then, a verdict about a fault that is over would come back.
 */

import { isDue } from '../history/looks.ts';

/** How long the same change must have been found. */
const SETTLES_MS = 5_000;
/** New results move the moment of a change by a few seconds. */
const SAME_MS = 5_000;

interface Found {
  readonly atMs: number;
  /** When it was found first. */
  readonly sinceMs: number;
}

export class SettledChange {
  #found: Found | undefined;
  #atMs = Number.NEGATIVE_INFINITY;

  /** When the last settled change was: monotonic milliseconds, minus infinity if there was none. */
  get atMs(): number {
    return this.#atMs;
  }

  /** Takes note of the change that the trials show at `nowMs`, both monotonic milliseconds. Called every few seconds. */
  note(changedMs: number | undefined, nowMs: number): void {
    if (changedMs === undefined) {
      this.#found = undefined;
      return;
    }
    const before = this.#found;
    const isSame = before !== undefined && Math.abs(before.atMs - changedMs) <= SAME_MS;
    this.#found = { atMs: changedMs, sinceMs: isSame ? before.sinceMs : nowMs };
    if (isDue(nowMs - this.#found.sinceMs, SETTLES_MS)) this.#atMs = Math.max(this.#atMs, changedMs);
  }
}
