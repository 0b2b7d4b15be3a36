/** Decides how far back the evidence reaches. Only steps change it, judging does not. */

import { WINDOW_MS } from '../history/history.ts';
import type { Trial } from '../history/trial.ts';
import { lastChange } from './change-points.ts';
import { recoveredSince } from './recovery.ts';
import { SettledChange } from './settled-change.ts';

/** A date in milliseconds since the epoch is exact to a quarter of a microsecond, and other probes are further away than this. */
const LEAD_MS = 1;

/** Gives the trials since a moment, dated by the clock of `toDate`. All times of this file's callers are monotonic milliseconds. */
export interface TrialSource {
  trialsSince(fromMs: number, nowMs: number): readonly Trial[];
  /** False only if none of these trials is troubled. It costs much less than the trials. */
  mayBeTroubledSince(fromMs: number, nowMs: number): boolean;
  toDate(ms: number): number;
}

export class Beginning {
  readonly startedMs: number;
  readonly #source: TrialSource;
  readonly #settled = new SettledChange();
  /** When the last fault ended. */
  #recoveredMs = Number.NEGATIVE_INFINITY;

  constructor(startedMs: number, source: TrialSource) {
    this.startedMs = startedMs;
    this.#source = source;
  }

  /** Nothing older is judged. */
  fromMs(nowMs: number): number {
    return Math.max(nowMs - WINDOW_MS, this.startedMs, this.#recoveredMs, this.#settled.atMs);
  }

  /** Takes note of a change that has been found for a while. Called with each step. */
  settle(nowMs: number): void {
    const fromMs = this.fromMs(nowMs);
    const changed = lastChange(this.#trialsSince(fromMs, nowMs));
    this.#settled.note(this.momentOf(changed, fromMs), nowMs);
  }

  /** Takes note of the end of a fault. */
  recover(nowMs: number): void {
    const fromMs = this.fromMs(nowMs);
    const recovered = recoveredSince(this.#trialsSince(fromMs, nowMs), this.#source.toDate(nowMs));
    this.#recoveredMs = this.momentOf(recovered, fromMs) ?? this.#recoveredMs;
  }

  /** Without a troubled trial there is no change, so then no trial is read: that is most of an agent's time. */
  #trialsSince(fromMs: number, nowMs: number): readonly Trial[] {
    return this.#source.mayBeTroubledSince(fromMs, nowMs) ? this.#source.trialsSince(fromMs, nowMs) : [];
  }

  /**
   * Converts a trial's date to monotonic milliseconds, a little earlier than the trial began: evidence since that moment contains the
   * trial. It is often the first loss of a fault.
   */
  momentOf(date: number | undefined, fromMs: number): number | undefined {
    return date === undefined ? undefined : fromMs + (date - this.#source.toDate(fromMs)) - LEAD_MS;
  }
}
