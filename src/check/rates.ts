/** How often a check sends what, so that everything together stays within the bound. */

import type { Rate } from '../probe/jobs.ts';

const LOOKUPS_MS = 2_000;
/** Lookups are what applications feel, pairs are what tells causes apart: most queries are for pairs. */
const SHARE_OF_LOOKUPS = 0.2;
const QUERIES = 2;
/** Each may hold two sockets for a few seconds; 1024 open files is the lowest limit that is usual. */
const MOST_PAIRS = 400;
/** A lookup that waits for its resolver's timeout must not keep the next one from being made. */
const MOST_LOOKUPS = 3;

/** `kinds` is the number of names times the number of profiles. */
export function ratesFor(
  maxQps: number,
  kinds: number,
  durationMs: number,
): { readonly lookups: Rate; readonly pairs: Rate } {
  // The shortest check sends for half of its time if something is lost: each kind has a turn in it.
  const oftenMs = Math.min(LOOKUPS_MS, durationMs / 2);
  const lookupsMs = Math.max(oftenMs, (kinds * QUERIES * 1000) / (maxQps * SHARE_OF_LOOKUPS));
  // Pairs at the whole bound would leave a lookup nothing to take when its turn comes.
  const left = maxQps - (kinds * QUERIES * 1000) / lookupsMs;
  return {
    lookups: { interval: lookupsMs, maxInFlight: MOST_LOOKUPS },
    pairs: { interval: (QUERIES * 1000) / left, maxInFlight: MOST_PAIRS },
  };
}
