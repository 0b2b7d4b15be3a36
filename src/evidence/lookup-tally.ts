/** Adds lookups up, and separates those that were slow only because of their number of queries. */

import type { Amplified, LookupTally, NameScope } from '../domain/evidence.ts';
import { type LookupOutcome, lookupFailed, lookupStalled } from '../domain/lookup.ts';
import { quantile } from '../statistics/tests.ts';
import { tally } from './tally.ts';

/** With this many names or more, the search list makes a lookup long. With a short one, an application asks for two names at most. */
const MANY_NAMES = 3;

/** `asPairs`: those that count as pairs as well. */
export function tallyLookups(
  lookups: readonly LookupOutcome[],
  scopeOf: (name: string) => NameScope,
  isEndpoint: (from: string) => boolean,
  asPairs: readonly LookupOutcome[] = [],
): LookupTally {
  const outcomes = lookups.flatMap(({ queries, starvedMs }) =>
    queries.map(({ outcome }) => ({ outcome, starvedMs })),
  );
  const within = (scope: NameScope) =>
    tally(
      outcomes.filter(({ outcome }) => scopeOf(outcome.name) === scope),
      isEndpoint,
    );
  return {
    lookups: lookups.length,
    slow: lookups.filter(lookupStalled).length,
    failed: lookups.filter(lookupFailed).length,
    retries: lookups.reduce((sum, { retries }) => sum + retries, 0),
    queries: { cluster: within('cluster'), outside: within('outside') },
    amplified: amplification(lookups.filter(isAmplified)),
    asPairs: { lookups: asPairs.length, slow: asPairs.filter(lookupStalled).length },
  };
}

function isAmplified({ queries, retries }: LookupOutcome): boolean {
  const names = new Set(queries.map(({ candidate }) => candidate));
  if (names.size < MANY_NAMES || retries > 0) return false;
  const last = Math.max(...names);
  return queries.every(({ candidate, outcome }) => {
    if (outcome.kind !== 'answered') return false;
    const found = outcome.answer.rcode === 'NOERROR' && outcome.answer.addresses.length > 0;
    return candidate === last || !found;
  });
}

function amplification(lookups: readonly LookupOutcome[]): Amplified {
  return {
    lookups: lookups.length,
    queries: lookups.reduce((sum, { queries }) => sum + queries.length, 0),
    durationMs: median(lookups.map(({ durationMs }) => durationMs)),
    lastNameMs: median(lookups.map(lastNameMs)),
  };
}

function lastNameMs({ queries }: LookupOutcome): number {
  const last = Math.max(...queries.map(({ candidate }) => candidate));
  return queries
    .filter(({ candidate }) => candidate === last)
    .reduce((longest, { outcome }) => Math.max(longest, 'rttMs' in outcome ? outcome.rttMs : 0), 0);
}

function median(values: readonly number[]): number {
  return (
    quantile(
      [...values].sort((one, other) => one - other),
      0.5,
    ) ?? 0
  );
}
