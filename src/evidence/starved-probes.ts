/** Finds the probes that fivesec's own lack of CPU explains. No comparison uses them. */

import type { Starvation } from '../domain/evidence.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { starved } from '../domain/starvation.ts';
import { troubled } from './tally.ts';

export function starvedPair(pair: PairOutcome): boolean {
  return starved(pair) && (troubled(pair.a) || troubled(pair.aaaa));
}

export function starvedLookup(lookup: LookupOutcome): boolean {
  return starved(lookup) && lookup.queries.some(({ outcome }) => troubled(outcome));
}

export function starvation(pairs: readonly PairOutcome[], lookups: readonly LookupOutcome[]): Starvation {
  const slowed = [...pairs.filter(starvedPair), ...lookups.filter(starvedLookup)];
  return {
    pairs: pairs.filter(starvedPair).length,
    lookups: lookups.filter(starvedLookup).length,
    longestMs: slowed.reduce((longest, { starvedMs }) => Math.max(longest, starvedMs), 0),
  };
}
