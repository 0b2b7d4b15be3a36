/** Decides that a fault is over for good: what was measured before its end is never judged together with what comes later. */

import { lastChange, type Trial } from './change-points.ts';

/** How long all must have been well. Of a fault that goes on, chance spares all probes for a shorter time now and then. */
const WELL_MS = 30_000;

/** When the last fault ended, if nothing was troubled since, and for long enough. In the clock of the trials; `now` too. */
export function recoveredSince(trials: readonly Trial[], now: number): number | undefined {
  const changed = lastChange(trials);
  if (changed === undefined || now - changed < WELL_MS) return undefined;
  return trials.some(({ atMs, troubled }) => atMs >= changed && troubled) ? undefined : changed;
}
