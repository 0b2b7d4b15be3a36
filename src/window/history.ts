/**
 * What was measured in the last minutes, and what the kernel's counters did before: the stuff that evidence is gathered from.
 * Kept by the monotonic clock, so that setting the wall clock neither keeps nor drops anything.
 */

import type { LookupOutcome } from '../domain/lookup.ts';
import type { NodeDelta } from '../domain/node.ts';
import type { PairOutcome } from '../domain/pair.ts';
import type { Measured } from '../evidence/gather.ts';

/** Long enough for each strategy to have had its turns at the default rate, short enough to follow what happens now. */
export const WINDOW_MS = 5 * 60_000;
/** Steps from before the window are the background that a counter's rise is weighed against. */
export const BACKGROUND_MS = 30 * 60_000;

/** What was measured since some moment, and the steps before it. */
export type Stretch = Omit<Measured, 'context' | 'scopeOf' | 'flows'>;

/** When it began, monotonic milliseconds. */
interface Kept<T> {
  readonly atMs: number;
  readonly it: T;
}

export class History {
  readonly #keptMs: number;
  #pairs: readonly Kept<PairOutcome>[] = [];
  #lookups: readonly Kept<LookupOutcome>[] = [];
  #steps: readonly Kept<NodeDelta>[] = [];

  /** `keptMs`: how long outcomes are remembered. Without an end, all that is measured stays: for who measures for a while only. */
  constructor(keptMs = WINDOW_MS) {
    this.#keptMs = keptMs;
  }

  /** How many things are remembered. */
  get size(): number {
    return this.#pairs.length + this.#lookups.length + this.#steps.length;
  }

  addPair(it: PairOutcome, atMs: number): void {
    this.#pairs = [...this.#pairs, { atMs, it }];
  }

  addLookup(it: LookupOutcome, atMs: number): void {
    this.#lookups = [...this.#lookups, { atMs, it }];
  }

  addStep(it: NodeDelta, atMs: number): void {
    this.#steps = [...this.#steps, { atMs, it }];
  }

  /** The steps that began at `sinceMs` or later, oldest first, dated by `toCurrentWallClock`. */
  stepsSince(sinceMs: number, toCurrentWallClock: (ms: number) => number): readonly NodeDelta[] {
    return this.#steps
      .filter(({ atMs }) => atMs >= sinceMs)
      .map(({ atMs, it }) => ({ ...it, startedAt: toCurrentWallClock(atMs) }));
  }

  /** Drops entries that are too old for any caller. */
  forget(nowMs: number): void {
    this.#pairs = this.#pairs.filter(({ atMs }) => atMs > nowMs - this.#keptMs);
    this.#lookups = this.#lookups.filter(({ atMs }) => atMs > nowMs - this.#keptMs);
    this.#steps = this.#steps.filter(({ atMs }) => atMs > nowMs - BACKGROUND_MS);
  }

  /**
   * Everything since `sinceMs`, and the steps before it. A step that reaches into it belongs to it: a fault rarely begins with
   * a step. All times are converted to one wall clock (`toCurrentWallClock`): a loss is
   * assigned to a step by its time, and the clock may have been set in between. Pairs for which
   * `counts` is false are left out.
   */
  since(
    sinceMs: number,
    nowMs: number,
    toCurrentWallClock: (ms: number) => number,
    counts: (pair: PairOutcome, atMs: number) => boolean = () => true,
  ): Stretch {
    const within = ({ atMs }: Kept<unknown>) => atMs >= sinceMs;
    const reachesInto = ({ atMs, it }: Kept<NodeDelta>) => atMs + it.elapsedMs > sinceMs;
    const tell = <T>({ atMs, it }: Kept<T>): T => ({ ...it, startedAt: toCurrentWallClock(atMs) });
    return {
      startedAt: toCurrentWallClock(sinceMs),
      windowMs: nowMs - sinceMs,
      pairs: this.#pairs
        .filter(within)
        .filter(({ it, atMs }) => counts(it, atMs))
        .map(tell),
      lookups: this.#lookups.filter(within).map(tell),
      steps: this.#steps.filter(reachesInto).map(tell),
      before: this.#steps.filter((step) => !reachesInto(step)).map(tell),
    };
  }
}
