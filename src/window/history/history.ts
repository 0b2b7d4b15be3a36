/**
 * The measurements of the last minutes, and the rises of the kernel's counters before: the source of the evidence.
 * Its order and age follow the monotonic clock, so that setting the wall clock has no effect.
 */

import type { LookupOutcome } from '../../domain/lookup.ts';
import type { NodeDelta } from '../../domain/node.ts';
import type { PairOutcome } from '../../domain/pair.ts';
import type { Measured } from '../../evidence/gather.ts';

/** Long enough for each strategy to have several turns at the default rate, and short enough to follow a change. */
export const WINDOW_MS = 5 * 60_000;
/** Steps from before the window are the background with which a counter's rise is compared. */
export const BACKGROUND_MS = 30 * 60_000;

/** The measurements since some moment, and the steps before it. */
export type Stretch = Omit<Measured, 'context' | 'scopeOf' | 'flows'>;

export type Probes = Pick<Measured, 'pairs' | 'lookups'>;
type ToDate = (ms: number) => number;
type Counted = (pair: PairOutcome, atMs: number) => boolean;

/** When it began, monotonic milliseconds. */
interface Kept<T> {
  readonly atMs: number;
  readonly it: T;
}

export class History {
  readonly #keptMs: number;
  #pairs: Kept<PairOutcome>[] = [];
  #lookups: Kept<LookupOutcome>[] = [];
  #steps: Kept<NodeDelta>[] = [];

  /** `keptMs`: how long outcomes are kept. Infinite keeps everything, for a caller that measures only for a short time. */
  constructor(keptMs = WINDOW_MS) {
    this.#keptMs = keptMs;
  }

  /** The number of entries that are kept. */
  get size(): number {
    return this.#pairs.length + this.#lookups.length + this.#steps.length;
  }

  addPair(it: PairOutcome, atMs: number): void {
    this.#pairs.push({ atMs, it });
  }

  addLookup(it: LookupOutcome, atMs: number): void {
    this.#lookups.push({ atMs, it });
  }

  addStep(it: NodeDelta, atMs: number): void {
    this.#steps.push({ atMs, it });
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
   * Everything since `sinceMs`, and the steps before it. A step that overlaps this time belongs to it, because a fault rarely
   * begins with a step. All times are converted to one wall clock (`toCurrentWallClock`): a loss is assigned to a step by its
   * time, and the clock may have been set in between. Pairs for which `counts` is false are left out.
   */
  since(sinceMs: number, nowMs: number, toCurrentWallClock: ToDate, counts: Counted = () => true): Stretch {
    const reachesInto = ({ atMs, it }: Kept<NodeDelta>) => atMs + it.elapsedMs > sinceMs;
    const dated = datedBy(toCurrentWallClock);
    return {
      startedAt: toCurrentWallClock(sinceMs),
      windowMs: nowMs - sinceMs,
      ...this.probesSince(sinceMs, toCurrentWallClock, counts),
      steps: this.#steps.filter(reachesInto).map(dated),
      before: this.#steps.filter((step) => !reachesInto(step)).map(dated),
    };
  }

  /** The pairs and lookups of `since` alone. */
  probesSince(sinceMs: number, toCurrentWallClock: ToDate, counts: Counted = () => true): Probes {
    const within = ({ atMs }: Kept<unknown>) => atMs >= sinceMs;
    const dated = datedBy(toCurrentWallClock);
    return {
      pairs: this.#pairs.filter((one) => within(one) && counts(one.it, one.atMs)).map(dated),
      lookups: this.#lookups.filter(within).map(dated),
    };
  }
}

function datedBy(toDate: ToDate): <T>(kept: Kept<T>) => T {
  return ({ atMs, it }) => ({ ...it, startedAt: toDate(atMs) });
}
