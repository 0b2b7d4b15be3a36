/** Turns every probe into a trial: its arm, and whether it was troubled. In these trials change-points.ts finds the beginning and the end of a fault. */

import { type LookupOutcome, lookupFailed, lookupStalled } from '../../domain/lookup.ts';
import type { QueryOutcome } from '../../domain/outcome.ts';
import type { PairOutcome } from '../../domain/pair.ts';
import type { Measured } from '../../evidence/gather.ts';
import { starvedLookup, starvedPair } from '../../evidence/starved-probes.ts';
import { troubled } from '../../evidence/tally.ts';
import type { Trial } from './trial.ts';

/** `atMs` is the probe's date, in milliseconds since the epoch. Aborted and starved probes are no trials. */
export function trialsOf({
  pairs,
  lookups,
  scopeOf,
}: Pick<Measured, 'pairs' | 'lookups' | 'scopeOf'>): Trial[] {
  return [
    ...pairs.filter(countsAsTrial).map((pair) => ({
      atMs: pair.startedAt,
      arm: armOfPair(pair, scopeOf),
      troubled: troubledPair(pair),
    })),
    ...lookups
      .filter((lookup) => lookup.result !== 'aborted' && !starvedLookup(lookup))
      .map((lookup) => ({
        atMs: lookup.startedAt,
        arm: armOfLookup(lookup),
        troubled: troubledLookup(lookup),
      })),
  ];
}

/** Identifies the arm of a pair. */
export function armOfPair(
  { strategy, server, transport, name }: Pick<PairOutcome, 'strategy' | 'server' | 'transport' | 'name'>,
  scopeOf: (name: string) => string,
): string {
  return `${strategy} ${server.address} ${transport} ${scopeOf(name)}`;
}

export function armOfLookup({ profile, name }: Pick<LookupOutcome, 'profile' | 'name'>): string {
  return `${profile} ${name}`;
}

/** Did a query of the pair fail, come late, take long, or end in an error? */
export function troubledPair({ a, aaaa }: Pick<PairOutcome, 'a' | 'aaaa'>): boolean {
  return [a, aaaa].some((query) => troubled(query) || isError(query));
}

/** Did an application wait for a resolver's timeout, or get an error? */
export function troubledLookup(lookup: LookupOutcome): boolean {
  return lookupStalled(lookup) || lookupFailed(lookup);
}

function countsAsTrial(pair: PairOutcome): boolean {
  return pair.a.kind !== 'aborted' && pair.aaaa.kind !== 'aborted' && !starvedPair(pair);
}

function isError({ kind }: QueryOutcome): boolean {
  return kind === 'refused-by-rcode' || kind === 'malformed' || kind === 'send-failed';
}
