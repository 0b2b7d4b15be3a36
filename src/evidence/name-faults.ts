/** Finds names whose answers are wrong although every query was answered. */

import type { Contradiction, NameFaults, NameScope } from '../domain/evidence.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { QueryOutcome } from '../domain/outcome.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { specOf } from '../domain/strategy.ts';
import { answerKey, bare, hasAddresses, isDenied, isNoData, typeAndName } from './answer-kinds.ts';
import { apiAddresses, queriesForApi } from './api-service.ts';
import { betweenFinds } from './between-finds.ts';
import { misordered } from './misordered.ts';

/** Counts each pair, and each candidate of a lookup, at most once. Random names count for the domain that they are below. */
export function nameFaults(
  pairs: readonly PairOutcome[],
  lookups: readonly LookupOutcome[],
  scopeOf: (name: string) => NameScope,
): NameFaults {
  const asked = [...pairs.map(({ a, aaaa }) => [a, aaaa]), ...lookups.flatMap(candidates)];
  const random = pairs.filter(({ strategy }) => specOf(strategy).asks === 'uncached');
  const contradicted = contradictions(asked.flat(), betweenFinds(pairs), scopeOf);
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
  between: ReadonlySet<QueryOutcome>,
  scopeOf: (name: string) => NameScope,
): Record<string, Contradiction> {
  const found = new Set(queries.filter(hasAddresses).map(typeAndName));
  const finders = new Set(queries.filter(hasAddresses).map(answerKey));
  // A server that finds the name from some moment on has read it meanwhile. Outside names may have addresses for some askers only.
  const isEmpty = (query: QueryOutcome) =>
    isNoData(query) &&
    scopeOf(query.name) === 'cluster' &&
    (!finders.has(answerKey(query)) || between.has(query));
  const both = new Set(
    queries
      .filter((query) => (isDenied(query) || isEmpty(query)) && found.has(typeAndName(query)))
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
        between,
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

function contradiction(
  scope: NameScope,
  queries: readonly QueryOutcome[],
  between: ReadonlySet<QueryOutcome>,
): Contradiction {
  const [found, denied] = [queries.filter(hasAddresses), queries.filter(isDenied)];
  const finders = new Set(found.map(({ server }) => server.address));
  const finds = new Set(found.map(placeOf));
  const empty = queries.filter(
    (query) => isNoData(query) && (!finders.has(query.server.address) || between.has(query)),
  );
  const deniers = [...denied, ...empty].filter(({ server }) => !finders.has(server.address));
  const overUdp = denied.filter(
    (query) => query.transport === 'udp' && !finds.has(placeOf(query)) && finders.has(query.server.address),
  );
  return {
    scope,
    found: found.length,
    denied: denied.length,
    empty: empty.length,
    between: [...denied, ...empty].filter((query) => between.has(query)).length,
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

function parent(name: string): string {
  return bare(name).split('.').slice(1).join('.');
}

function counted(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    [...new Set(names)].map((name) => [name, names.filter((other) => other === name).length]),
  );
}
