/** Finds answers without an address that one server gives between two answers with addresses: the name was there all the time. */

import type { QueryOutcome } from '../domain/outcome.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { answerKey, hasAddresses, isDenied, isNoData } from './answer-kinds.ts';

/**
 * The queries of these pairs that a server denied or answered without an address, and whose question the same server answered with addresses
 * both before and after. A name that is made or removed meanwhile changes once. Of one that changes more often, all but the first and the last stretch count.
 */
export function betweenFinds(pairs: readonly PairOutcome[]): ReadonlySet<QueryOutcome> {
  const byTime = [...pairs].sort((one, other) => one.startedAt - other.startedAt);
  const open = new Map<string, QueryOutcome[]>();
  const between = new Set<QueryOutcome>();
  for (const query of byTime.flatMap(({ a, aaaa }) => [a, aaaa])) {
    const key = answerKey(query);
    if (hasAddresses(query)) {
      for (const one of open.get(key) ?? []) between.add(one);
      open.set(key, []);
    } else if (isDenied(query) || isNoData(query)) open.get(key)?.push(query);
  }
  return between;
}
