/** Holds a computed value for a while, so that many readers cost as much as one. */

import type { Clock } from '../../platform/clock.ts';

/** Returns a function that computes its value when it is called, but at most once in `forMs` milliseconds. */
export function held<T>(clock: Pick<Clock, 'now'>, forMs: number, compute: () => T): () => T {
  let kept: { readonly atMs: number; readonly value: T } | undefined;
  return () => {
    const nowMs = clock.now();
    if (kept === undefined || nowMs - kept.atMs >= forMs) kept = { atMs: nowMs, value: compute() };
    return kept.value;
  };
}
