/** Finds the probes that fivesec's own lack of CPU explains. No comparison uses them. */

import type { Starvation } from '../domain/evidence.ts';
import { type LookupOutcome, lookupStalled } from '../domain/lookup.ts';
import type { QueryOutcome } from '../domain/outcome.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { stallExplains, starved, starvedOfAnswers } from '../domain/starvation.ts';
import { failed, troubled } from './tally.ts';

/** Starvation is judged by the last minute, so that it ends within a minute. */
const RECENT_MS = 60_000;
/** One stall hits all probes that are in progress, so probes of the same five seconds count as one stall. */
const STALL_MS = 5_000;

/** A failed query is a fact, unless the stall covers nearly the whole pair. */
export function starvedPair(pair: PairOutcome): boolean {
  const queries = [pair.a, pair.aaaa];
  return queries.some(failed) ? starvedOfAnswers(pair) : starved(pair) && queries.some(troubled);
}

export function starvedLookup(lookup: LookupOutcome): boolean {
  const isTroubled = lookup.queries.some(({ outcome }) => troubled(outcome));
  if (!isTroubled && !lookupStalled(lookup)) return false;
  return isFailed(lookup) || !isTroubled ? stallExplains(lookup) : starved(lookup);
}

/** `untilMs`: the end of the window, in the clock of the probes' dates. */
export function starvation(
  pairs: readonly PairOutcome[],
  lookups: readonly LookupOutcome[],
  untilMs = Number.POSITIVE_INFINITY,
): Starvation {
  const recent = ({ startedAt, durationMs }: PairOutcome | LookupOutcome) =>
    untilMs === Number.POSITIVE_INFINITY || startedAt + durationMs >= untilMs - RECENT_MS;
  const [recentPairs, recentLookups] = [pairs.filter(recent), lookups.filter(recent)];
  const slowed = [...recentPairs.filter(starvedPair), ...recentLookups.filter(starvedLookup)];
  return {
    pairs: recentPairs.filter(starvedPair).length,
    lookups: recentLookups.filter(starvedLookup).length,
    probes: recentPairs.length + recentLookups.length,
    stalls: new Set(slowed.map(({ startedAt }) => Math.floor(startedAt / STALL_MS))).size,
    longestMs: slowed.reduce((longest, { starvedMs }) => Math.max(longest, starvedMs), 0),
  };
}

function isFailed({ queries }: { readonly queries: readonly { readonly outcome: QueryOutcome }[] }): boolean {
  return queries.some(({ outcome }) => failed(outcome));
}
