/** Finds names whose answers are wrong although every query was answered. */

import type { Contradiction, NameFaults, NameScope } from '../domain/evidence.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { QueryOutcome } from '../domain/outcome.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { specOf } from '../domain/strategy.ts';
import { apiAddresses, queriesForApi } from './api-service.ts';
import { misordered } from './misordered.ts';

/** Counts each pair, and each candidate of a lookup, at most once. Random names count for the domain that they are below. */
export function nameFaults(
  pairs: readonly PairOutcome[],
  lookups: readonly LookupOutcome[],
  scopeOf: (name: string) => NameScope,
): NameFaults {
  const asked = [...pairs.map(({ a, aaaa }) => [a, aaaa]), ...lookups.flatMap(candidates)];
  const random = pairs.filter(({ strategy }) => specOf(strategy).asks === 'uncached');
  const contradicted = contradictions(asked.flat(), scopeOf);
  const api = apiAddresses(asked.flat(), scopeOf);
  const halfDenied = asked.filter(isHalfDenied).flatMap(([query]) => (query ? [bare(query.name)] : []));
  return {
    halfDenied: counted(halfDenied.filter((name) => !(name in contradicted))),
    contradicted,
    apiDenied: deniedByAll(asked.flat(), scopeOf),
    misordered: misordered(asked.flat()),
    wildcards: counted(
      random.filter(({ a, aaaa }) => hasAddresses(a) || hasAddresses(aaaa)).map(({ name }) => parent(name)),
    ),
    ...(api.length > 0 && { apiAddresses: api }),
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

/** The names for which queries of one type were answered with addresses, and others denied. */
function contradictions(
  queries: readonly QueryOutcome[],
  scopeOf: (name: string) => NameScope,
): Record<string, Contradiction> {
  const found = new Set(queries.filter(hasAddresses).map(typeAndName));
  const finders = new Set(queries.filter(hasAddresses).map(typeNameAndServer));
  // A server that finds the name at times may have read it meanwhile. Outside names may have addresses for some askers only.
  const isEmptyAlways = (query: QueryOutcome) =>
    isNoData(query) && scopeOf(query.name) === 'cluster' && !finders.has(typeNameAndServer(query));
  const both = new Set(
    queries
      .filter((query) => (isDenied(query) || isEmptyAlways(query)) && found.has(typeAndName(query)))
      .map(typeAndName),
  );
  if (both.size === 0) return {};
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

function deniedByAll(
  queries: readonly QueryOutcome[],
  scopeOf: (name: string) => NameScope,
): Readonly<Record<string, number>> {
  const arrived = queriesForApi(queries, scopeOf).filter(
    (query) => query.kind === 'answered' || query.kind === 'late',
  );
  return arrived.every(isDenied) ? counted(arrived.map(({ name }) => bare(name))) : {};
}

function typeAndName({ qtype, name }: QueryOutcome): string {
  return `${qtype} ${bare(name)}`;
}

function typeNameAndServer(query: QueryOutcome): string {
  return `${typeAndName(query)} ${query.server.address}`;
}

function contradiction(scope: NameScope, queries: readonly QueryOutcome[]): Contradiction {
  const [found, denied] = [queries.filter(hasAddresses), queries.filter(isDenied)];
  const finders = new Set(found.map(({ server }) => server.address));
  const finds = new Set(found.map(placeOf));
  const empty = queries.filter((query) => isNoData(query) && !finders.has(query.server.address));
  const deniers = [...denied, ...empty].filter(({ server }) => !finders.has(server.address));
  const overUdp = denied.filter(
    (query) => query.transport === 'udp' && !finds.has(placeOf(query)) && finders.has(query.server.address),
  );
  return {
    scope,
    found: found.length,
    denied: denied.length,
    empty: empty.length,
    deniers: addressesOf(deniers),
    deniersOverUdp: addressesOf(overUdp),
  };
}

function placeOf({ server, transport }: QueryOutcome): string {
  return `${transport} ${server.address}`;
}

function addressesOf(queries: readonly QueryOutcome[]): readonly string[] {
  return [...new Set(queries.map(({ server }) => server.address))];
}

function hasAddresses(query: QueryOutcome): boolean {
  return (query.kind === 'answered' || query.kind === 'late') && query.answer.addresses.length > 0;
}

function isDenied(query: QueryOutcome): boolean {
  return (query.kind === 'answered' || query.kind === 'late') && query.answer.rcode === 'NXDOMAIN';
}

/** "The name exists, and has no address of this type". A truncated answer says nothing about addresses. */
function isNoData(query: QueryOutcome): boolean {
  if (query.kind !== 'answered' && query.kind !== 'late') return false;
  const { rcode, addresses, truncated } = query.answer;
  return rcode === 'NOERROR' && addresses.length === 0 && !truncated;
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
