/** The rates at which a check sends lookups and pairs, so that all together stay within the bound. */

import type { Rate } from '../probe/jobs.ts';

const LOOKUPS_MS = 2_000;
/** Lookups show what applications feel; pairs distinguish causes. Most queries are for pairs. */
const SHARE_OF_LOOKUPS = 0.2;
const QUERIES = 2;
/** Each pair under way may hold two sockets for a few seconds. 1024 open files is the lowest usual limit. */
const MOST_PAIRS = 400;
/** Lookups overlap: one that waits for its resolver's timeout must not delay the next. */
const MOST_LOOKUPS = 3;

/** `kinds` is the number of names times the number of profiles. */
export function ratesFor(
  maxQps: number,
  kinds: number,
  durationMs: number,
): { readonly lookups: Rate; readonly pairs: Rate } {
  // If something is lost, the shortest check sends for half of its time. Each kind must have a turn in that time.
  const oftenMs = Math.min(LOOKUPS_MS, durationMs / 2);
  const lookupsMs = Math.max(oftenMs, (kinds * QUERIES * 1000) / (maxQps * SHARE_OF_LOOKUPS));
  // If pairs used the whole bound, a lookup would find no queries left when its turn comes.
  const left = maxQps - (kinds * QUERIES * 1000) / lookupsMs;
  return {
    lookups: { interval: lookupsMs, maxInFlight: MOST_LOOKUPS },
    pairs: { interval: (QUERIES * 1000) / left, maxInFlight: MOST_PAIRS },
  };
}
