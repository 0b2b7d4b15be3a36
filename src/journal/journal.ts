/**
 * The latest probes, for people. Slow and failed ones have their own ring buffer, so that many good ones
 * can't push them out (as in blackbox_exporter).
 */

import type { Explanation } from '../domain/explanation.ts';
import { type LookupOutcome, SLOW_LOOKUP_MS } from '../domain/lookup.ts';
import { type PairOutcome, pairResult } from '../domain/pair.ts';
import { starved } from '../domain/starvation.ts';

export type Probe =
  | { readonly kind: 'lookup'; readonly outcome: LookupOutcome }
  | { readonly kind: 'pair'; readonly outcome: PairOutcome };

export type JournalEntry = Probe & {
  /** Counts up from 1, over both rings. */
  readonly id: number;
  /** The explanation of a lookup that stalled or failed. It often comes seconds after the lookup ended. */
  readonly explanation?: Explanation;
};

/** Newest first. */
export interface JournalView {
  readonly notable: readonly JournalEntry[];
  readonly others: readonly JournalEntry[];
}

export class Journal {
  readonly #size: number;
  /** Oldest first. */
  readonly #notable: JournalEntry[] = [];
  readonly #others: JournalEntry[] = [];
  #lastId = 0;

  /** `size` entries in each of the two rings. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Returns the entry's id, for `conclude`. An aborted probe is not kept and has no id. */
  record(probe: Probe): number | undefined {
    if (wasAborted(probe)) return undefined;
    this.#lastId += 1;
    const entry = { ...probe, id: this.#lastId };
    const ring = isNotable(probe) ? this.#notable : this.#others;
    ring.push(entry);
    if (ring.length > this.#size) ring.shift();
    return entry.id;
  }

  /** Adds the explanation of an entry, if the entry is still there. */
  conclude(id: number, explanation: Explanation): void {
    for (const ring of [this.#notable, this.#others]) {
      const index = ring.findLastIndex((entry) => entry.id === id);
      const entry = ring[index];
      if (entry) ring[index] = { ...entry, explanation };
    }
  }

  view(): JournalView {
    return { notable: this.#notable.toReversed(), others: this.#others.toReversed() };
  }
}

/** Probes that people want to look into: those that went wrong, and those that fivesec itself delayed. */
export function isNotable(probe: Probe): boolean {
  return starved(probe.outcome) || wentWrong(probe);
}

/** Slow, failed, late or half answered. */
export function wentWrong(probe: Probe): boolean {
  if (probe.outcome.durationMs >= SLOW_LOOKUP_MS) return true;
  if (probe.kind === 'lookup') return probe.outcome.result !== 'ok';
  const { a, aaaa } = probe.outcome;
  return pairResult(probe.outcome) !== 'both' || a.kind === 'late' || aaaa.kind === 'late';
}

function wasAborted(probe: Probe): boolean {
  if (probe.kind === 'lookup') return probe.outcome.result === 'aborted';
  return probe.outcome.a.kind === 'aborted' || probe.outcome.aaaa.kind === 'aborted';
}
