/** Decides that a fault has ended. Measurements from before its end then never count again. */

import type { Trial } from '../history/trial.ts';
import { lastChange } from './change-points.ts';

/** How long nothing may have failed. During a lasting fault, all probes may succeed by chance for a shorter time. */
const WELL_MS = 30_000;

/**
 * When the last fault ended; `undefined` if a trial was troubled since then, or if that was less than WELL_MS ago. The result and
 * `now` are of the same clock as the trials.
 */
export function recoveredSince(trials: readonly Trial[], now: number): number | undefined {
  const changed = lastChange(trials);
  if (changed === undefined || now - changed < WELL_MS) return undefined;
  return trials.some(({ atMs, troubled }) => atMs >= changed && troubled) ? undefined : changed;
}
