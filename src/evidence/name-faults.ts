/** Finds names whose answers are wrong although every query was answered. */

import type { NameFaults } from '../domain/evidence.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { QueryOutcome } from '../domain/outcome.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { specOf } from '../domain/strategy.ts';

/** Counts each pair, and each candidate of a lookup, at most once. Random names count for the domain that they are below. */
export function nameFaults(pairs: readonly PairOutcome[], lookups: readonly LookupOutcome[]): NameFaults {
  const asked = [...pairs.map(({ a, aaaa }) => [a, aaaa]), ...lookups.flatMap(candidates)];
  const random = pairs.filter(({ strategy }) => specOf(strategy).asks === 'uncached');
  return {
    halfDenied: counted(asked.filter(isHalfDenied).flatMap(([query]) => (query ? [bare(query.name)] : []))),
    wildcards: counted(
      random.filter(({ a, aaaa }) => hasAddresses(a) || hasAddresses(aaaa)).map(({ name }) => parent(name)),
    ),
  };
}

/** The queries of a lookup, by the candidate that they asked for. */
function candidates({ queries, candidates: names }: LookupOutcome): QueryOutcome[][] {
  return names.map((_, index) =>
    queries.filter(({ candidate }) => candidate === index).map(({ outcome }) => outcome),
  );
}

function isHalfDenied(queries: readonly QueryOutcome[]): boolean {
  return (
    queries.some((query) => query.qtype === 'A' && hasAddresses(query)) &&
    queries.some((query) => query.qtype === 'AAAA' && isDenied(query))
  );
}

function hasAddresses(query: QueryOutcome): boolean {
  return (query.kind === 'answered' || query.kind === 'late') && query.answer.addresses.length > 0;
}

function isDenied(query: QueryOutcome): boolean {
  return (query.kind === 'answered' || query.kind === 'late') && query.answer.rcode === 'NXDOMAIN';
}

function bare(name: string): string {
  return name.replace(/\.$/, '');
}

function parent(name: string): string {
  return bare(name).split('.').slice(1).join('.');
}

function counted(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    [...new Set(names)].map((name) => [name, names.filter((other) => other === name).length]),
  );
}
