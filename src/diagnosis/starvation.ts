/** Which probes fivesec's own lack of CPU explains: they are kept out of every comparison. */

import type { Starvation } from '../domain/evidence.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { troubled } from './tally.ts';

/**
 * A stall explains a wait when it covers this share of it. A query that timed out after 5 s is not explained by a
 * stall of 100 ms: the clock drains the sockets before it calls a timeout (platform/clock.ts).
 */
const COVERS = 0.25;

export function starvedPair(pair: PairOutcome): boolean {
  return (troubled(pair.a) || troubled(pair.aaaa)) && covers(pair);
}

export function starvedLookup(lookup: LookupOutcome): boolean {
  return lookup.queries.some(({ outcome }) => troubled(outcome)) && covers(lookup);
}

export function starvation(pairs: readonly PairOutcome[], lookups: readonly LookupOutcome[]): Starvation {
  const starved = [...pairs.filter(starvedPair), ...lookups.filter(starvedLookup)];
  return {
    pairs: pairs.filter(starvedPair).length,
    lookups: lookups.filter(starvedLookup).length,
    longestMs: starved.reduce((longest, { starvedMs }) => Math.max(longest, starvedMs), 0),
  };
}

function covers({ starvedMs, durationMs }: { starvedMs: number; durationMs: number }): boolean {
  return starvedMs > 0 && starvedMs >= durationMs * COVERS;
}
