/** The durations of the last 15 minutes of lookups, for the picture on the status page. Bounded by time and by number. */

import type { LookupOutcome } from '../domain/lookup.ts';
import { stallExplains } from '../domain/starvation.ts';

/** How far back it goes, in milliseconds. */
export const LOOKUP_HISTORY_MS = 15 * 60_000;
/** Two profiles and one name at the demo's rate of one lookup a second make 900. */
const MOST_LOOKUPS = 2_000;

/** One lookup, reduced to what a point in a picture shows. */
export interface PastLookup extends Pick<LookupOutcome, 'profile' | 'durationMs'> {
  /** How long ago it began, in milliseconds of the monotonic clock. */
  readonly agoMs: number;
  readonly result: LookupOutcome['result'];
  /** fivesec's own stall explains the duration and the result: they show nothing about DNS. */
  readonly starved: boolean;
}

export interface PastLookups {
  /** The time that the history covers, in milliseconds: less than LOOKUP_HISTORY_MS if fivesec started later. */
  readonly coveredMs: number;
  /** Oldest first. */
  readonly lookups: readonly PastLookup[];
}

type Kept = Omit<PastLookup, 'agoMs'> & { readonly startMs: number };

export class LookupHistory {
  readonly #clock: { now(): number };
  readonly #startedMs: number;
  #kept: readonly Kept[] = [];

  /** `clock.now()`: monotonic milliseconds. */
  constructor(clock: { now(): number }) {
    this.#clock = clock;
    this.#startedMs = clock.now();
  }

  /** Call it when the lookup has ended. An aborted lookup is not kept. */
  record(outcome: LookupOutcome): void {
    const { profile, durationMs, result } = outcome;
    if (result === 'aborted') return;
    const nowMs = this.#clock.now();
    const kept = {
      profile,
      durationMs,
      result,
      starved: stallExplains(outcome),
      startMs: nowMs - durationMs,
    };
    const recent = this.#kept.filter(({ startMs }) => startMs > nowMs - LOOKUP_HISTORY_MS);
    this.#kept = [...recent, kept].slice(-MOST_LOOKUPS);
  }

  view(): PastLookups {
    const nowMs = this.#clock.now();
    const first = this.#kept[0];
    const isFull = this.#kept.length === MOST_LOOKUPS && first !== undefined;
    const sinceMs = isFull ? first.startMs : this.#startedMs;
    return {
      coveredMs: Math.min(LOOKUP_HISTORY_MS, nowMs - sinceMs),
      lookups: this.#kept
        .filter(({ startMs }) => startMs > nowMs - LOOKUP_HISTORY_MS)
        .map(({ startMs, ...lookup }) => ({ ...lookup, agoMs: nowMs - startMs })),
    };
  }
}
