/** What was measured in the last minutes, and what the kernel's counters did before: the stuff that evidence is gathered from. */

import type { Measured } from '../diagnosis/gather.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { NodeDelta } from '../domain/node.ts';
import type { PairOutcome } from '../domain/pair.ts';

/** Long enough for each strategy to have had its turns at the default rate, short enough to follow what happens now. */
export const WINDOW_MS = 5 * 60_000;
/** Steps from before the window are the background that a counter's rise is weighed against. */
const BACKGROUND_MS = 30 * 60_000;

/** What was measured since some moment, and the steps before it. */
export type Stretch = Omit<Measured, 'context' | 'scopeOf'>;

export class History {
  #pairs: readonly PairOutcome[] = [];
  #lookups: readonly LookupOutcome[] = [];
  #steps: readonly NodeDelta[] = [];

  addPair(outcome: PairOutcome): void {
    this.#pairs = [...this.#pairs, outcome];
  }

  addLookup(outcome: LookupOutcome): void {
    this.#lookups = [...this.#lookups, outcome];
  }

  addStep(delta: NodeDelta): void {
    this.#steps = [...this.#steps, delta];
  }

  /** Drops what is older than anybody asks for; `wall` is now. */
  forget(wall: number): void {
    this.#pairs = this.#pairs.filter(({ startedAt }) => startedAt > wall - WINDOW_MS);
    this.#lookups = this.#lookups.filter(({ startedAt }) => startedAt > wall - WINDOW_MS);
    this.#steps = this.#steps.filter(({ startedAt }) => startedAt > wall - BACKGROUND_MS);
  }

  /** Everything since `startedAt`, and the steps before it. */
  since(startedAt: number, wall: number): Stretch {
    const within = (one: { readonly startedAt: number }) => one.startedAt >= startedAt;
    return {
      startedAt,
      windowMs: wall - startedAt,
      pairs: this.#pairs.filter(within),
      lookups: this.#lookups.filter(within),
      steps: this.#steps.filter(within),
      before: this.#steps.filter((step) => !within(step)),
    };
  }
}
