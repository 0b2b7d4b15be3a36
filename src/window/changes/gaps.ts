/**
 * Finds a short time between two faults in which nothing failed. If the second fault is about as bad as the first, no single split of
 * the time shows it.
 */

import type { Counts, Trial } from '../history/trial.ts';

/** Within seconds, an investigation sends many probes, and chance may spare them all. */
const SHORTEST_MS = 10_000;

/**
 * When the last gap ended or, if it has not ended, when it began; `undefined` if there was none. A gap is a run of untroubled trials that
 * would be improbable if the shares (of each arm) held during it: by e to the power of `clearly`. The trials are in order of time.
 */
export function lastGap(
  trials: readonly Trial[],
  shares: ReadonlyMap<string, Counts>,
  clearly: number,
): number | undefined {
  // Nothing changes between probes that began at one moment.
  const troubledAt = new Set(trials.filter(({ troubled }) => troubled).map(({ atMs }) => atMs));
  let found: number | undefined;
  let [gain, beganAt]: [number, number | undefined] = [0, undefined];
  const isGap = (endedAt: number) =>
    gain >= clearly && beganAt !== undefined && endedAt - beganAt >= SHORTEST_MS;
  for (const { atMs, arm } of trials) {
    if (troubledAt.has(atMs)) {
      if (isGap(atMs)) found = atMs;
      [gain, beganAt] = [0, undefined];
      continue;
    }
    const { seen, all } = shares.get(arm) ?? { seen: 0, all: 0 };
    beganAt ??= atMs;
    // As if half a trial more of each kind had been seen: an arm that always failed so far may work once.
    gain -= Math.log(1 - (seen + 0.5) / (all + 1));
  }
  return isGap(trials.at(-1)?.atMs ?? 0) ? beganAt : found;
}
