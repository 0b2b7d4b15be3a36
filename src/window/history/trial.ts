/**
 * Trials: each probe reduced to what shows the beginning and the end of a fault. When it began, which arm it was, and whether it was troubled.
 * change-points.ts finds beginning and end in them.
 */

import { type LookupOutcome, lookupFailed, lookupStalled } from '../../domain/lookup.ts';
import type { QueryOutcome } from '../../domain/outcome.ts';
import type { PairOutcome } from '../../domain/pair.ts';
import type { Measured } from '../../evidence/gather.ts';
import { starvedLookup, starvedPair } from '../../evidence/starved-probes.ts';
import { troubled } from '../../evidence/tally.ts';

export interface Trial {
  /** When it began: milliseconds since the epoch, by the wall clock as it is set now. */
  readonly atMs: number;
  /** Identifies the arm of a pair, or the profile and the name of a lookup. */
  readonly arm: string;
  /** It failed, was late or slow, or ended in an error. */
  readonly troubled: boolean;
}

export interface Counts {
  /** How many of all trials were troubled. */
  readonly seen: number;
  readonly all: number;
}

/** The counts of each arm. */
export function countsOf(trials: readonly Trial[]): ReadonlyMap<string, Counts> {
  const counts = new Map<string, Counts>();
  for (const { arm, troubled } of trials) {
    const { seen, all } = counts.get(arm) ?? { seen: 0, all: 0 };
    counts.set(arm, { seen: seen + Number(troubled), all: all + 1 });
  }
  return counts;
}

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
