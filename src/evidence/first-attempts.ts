/**
 * The first attempts of lookups, as the pairs that they are: an application's resolver sends A and AAAA as the strategy `pair` does. They
 * count among its pairs (decision 028), and cost no query.
 */

import type { NameScope } from '../domain/evidence.ts';
import type { LookupOutcome, ProfileId } from '../domain/lookup.ts';
import type { QueryOutcome } from '../domain/outcome.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { sameServer } from '../domain/server.ts';

export interface FirstAttempt {
  readonly lookup: LookupOutcome;
  readonly pair: PairOutcome;
}

/** Their sockets are not connected: no ICMP error ends a query, and an answer from another address is seen. `pair` has a connected socket. */
const UNCONNECTED: readonly ProfileId[] = ['musl', 'musl-1.2.3'];

/**
 * The lookups whose first attempt is of the same kind as the pairs of `pair` that were measured in this time: to the same nameserver, for a
 * name of the same scope, both queries over UDP from one socket, the second before the first was answered, without an OPT record.
 * Only the first name of a search list counts, and only its first round: what a resolver does next depends on what was lost.
 * Lookups from an unconnected socket are left out while ICMP errors or answers from other addresses make it differ.
 */
export function firstAttempts(
  lookups: readonly LookupOutcome[],
  pairs: readonly PairOutcome[],
  scopeOf: (name: string) => NameScope,
): readonly FirstAttempt[] {
  const alike = new Map<string, PairOutcome>();
  for (const pair of pairs)
    if (pair.strategy === 'pair' && pair.transport === 'udp') alike.set(keyOf(pair, scopeOf), pair);
  const socketsDiffer = pairs.some(({ a, aaaa }) => showsSocket(a) || showsSocket(aaaa));
  return lookups.flatMap((lookup) => {
    if (socketsDiffer && UNCONNECTED.includes(lookup.profile)) return [];
    const [a, aaaa] = firstOf(lookup);
    if (a === undefined || aaaa === undefined) return [];
    const like = alike.get(keyOf({ server: a.server, name: a.name }, scopeOf));
    if (like === undefined || !sentTogether(a, aaaa)) return [];
    const { startedAt, strays, starvedMs } = lookup;
    const { strategy, target, server, transport } = like;
    const durationMs = Math.max(...[a, aaaa].map(endOf)) - Math.min(a.sentAtMs, aaaa.sentAtMs);
    const sent = { strategy, target, server, transport, name: a.name, a, aaaa };
    return [{ lookup, pair: { ...sent, startedAt, durationMs, strays, starvedMs } }];
  });
}

function keyOf(
  { server, name }: Pick<PairOutcome, 'server' | 'name'>,
  scopeOf: (name: string) => NameScope,
): string {
  return `${server.address} ${server.port} ${scopeOf(name)}`;
}

/** The A and the AAAA of the first round for the first name, to the server that was asked first. */
function firstOf({ queries, optPayload }: LookupOutcome): readonly (QueryOutcome | undefined)[] {
  const [first] = queries;
  if (first === undefined || optPayload > 0) return [];
  const { server } = first.outcome;
  const asked = queries
    .filter(({ candidate, attempt }) => candidate === 0 && attempt === 0)
    .map(({ outcome }) => outcome)
    .filter((outcome) => outcome.transport === 'udp' && sameServer(outcome.server, server));
  return (['A', 'AAAA'] as const).map((qtype) => asked.find((outcome) => outcome.qtype === qtype));
}

/** With `single-request` the AAAA leaves after A's answer, with `single-request-reopen` from another port as well. */
function sentTogether(a: QueryOutcome, aaaa: QueryOutcome): boolean {
  const bothLeft = [a, aaaa].every(({ kind }) => kind !== 'aborted' && kind !== 'send-failed');
  return bothLeft && a.localPort === aaaa.localPort && aaaa.sentAtMs < endOf(a);
}

/** Milliseconds since the lookup's start. */
function endOf(query: QueryOutcome): number {
  if ('rttMs' in query) return query.sentAtMs + query.rttMs;
  return query.sentAtMs + (query.kind === 'timed-out' ? query.waitedMs : 0);
}

/** Does this outcome depend on whether the socket is connected? */
function showsSocket(query: QueryOutcome): boolean {
  if (query.transport === 'tcp') return false;
  return query.kind === 'unreachable' || (query.kind === 'timed-out' && query.wrongSources.length > 0);
}
