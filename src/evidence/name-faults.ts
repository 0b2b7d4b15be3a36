/** Finds names whose answers are wrong although every query was answered. */

import type { Contradiction, NameFaults, NameScope } from '../domain/evidence.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { QueryOutcome } from '../domain/outcome.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { specOf } from '../domain/strategy.ts';

/** Counts each pair, and each candidate of a lookup, at most once. Random names count for the domain that they are below. */
export function nameFaults(
  pairs: readonly PairOutcome[],
  lookups: readonly LookupOutcome[],
  scopeOf: (name: string) => NameScope,
): NameFaults {
  const asked = [...pairs.map(({ a, aaaa }) => [a, aaaa]), ...lookups.flatMap(candidates)];
  const random = pairs.filter(({ strategy }) => specOf(strategy).asks === 'uncached');
  const contradicted = contradictions(asked.flat(), scopeOf);
  const halfDenied = asked.filter(isHalfDenied).flatMap(([query]) => (query ? [bare(query.name)] : []));
  return {
    halfDenied: counted(halfDenied.filter((name) => !(name in contradicted))),
    contradicted,
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

/** The names for which queries of one type were answered with addresses, and others with NXDOMAIN. */
function contradictions(
  queries: readonly QueryOutcome[],
  scopeOf: (name: string) => NameScope,
): Record<string, Contradiction> {
  const found = new Set(queries.filter(hasAddresses).map(typeAndName));
  const both = new Set(
    queries.filter((query) => isDenied(query) && found.has(typeAndName(query))).map(typeAndName),
  );
  const disagreeing = queries.filter((query) => both.has(typeAndName(query)));
  const names = [...new Set(disagreeing.map(({ name }) => bare(name)))];
  return Object.fromEntries(
    names.map((name) => [
      name,
      contradiction(
        scopeOf(name),
        disagreeing.filter((query) => bare(query.name) === name),
      ),
    ]),
  );
}

function typeAndName({ qtype, name }: QueryOutcome): string {
  return `${qtype} ${bare(name)}`;
}

function contradiction(scope: NameScope, queries: readonly QueryOutcome[]): Contradiction {
  const [found, denied] = [queries.filter(hasAddresses), queries.filter(isDenied)];
  const finders = found.map(({ server }) => server.address);
  const deniers = denied.map(({ server }) => server.address).filter((address) => !finders.includes(address));
  return { scope, found: found.length, denied: denied.length, deniers: [...new Set(deniers)] };
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
