/** Queries that ended in an error number and not in a timeout: the network refused or ended them, or the local kernel did not send them. */

import { sendErrorMeans } from '../compare/network/send-errors.ts';
import type { QueryOutcome, Transport } from '../domain/outcome.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { formatServer, type Server } from '../domain/server.ts';

export interface QueryErrors {
  readonly server: Server;
  readonly transport: Transport;
  /** The errno's name. */
  readonly code: string;
  readonly queries: number;
  /** All queries to this server over this transport. */
  readonly of: number;
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused: nothing listens there, or the Service has no ready pod',
  ECONNRESET: 'the connection was reset',
  EOF: 'the server ended the connection without an answer',
  EHOSTUNREACH: 'no host answers to that address, or a firewall rejects it',
  EAFNOSUPPORT: 'this machine does not support that address family',
};
/** Errors of the local kernel, at the call itself: no packet has left. */
const NEVER_LEFT = ['ENETUNREACH', 'ENETDOWN', 'EACCES', 'EPERM', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'];

export interface AllQueryErrors {
  /** Queries that the network refused or ended. */
  readonly networkErrors: readonly QueryErrors[];
  /** Queries that the local kernel did not send. */
  readonly sendErrors: readonly QueryErrors[];
}

export function queryErrors(pairs: readonly PairOutcome[]): AllQueryErrors {
  return { networkErrors: networkErrors(pairs), sendErrors: sendErrors(pairs) };
}

/** Queries that were sent, and that the network refused or ended (ICMP, a reset). By server, transport and code, most frequent first. */
export function networkErrors(pairs: readonly PairOutcome[]): readonly QueryErrors[] {
  return errorsOf(pairs, 'unreachable');
}

/** Queries that the local kernel did not send. By server, transport and code, most frequent first. */
export function sendErrors(pairs: readonly PairOutcome[]): readonly QueryErrors[] {
  return errorsOf(pairs, 'send-failed');
}

function errorsOf(
  pairs: readonly PairOutcome[],
  wanted: 'unreachable' | 'send-failed',
): readonly QueryErrors[] {
  const asked = new Map<string, number>();
  const failed = new Map<string, Omit<QueryErrors, 'of'> & { readonly place: string }>();
  for (const query of queriesOf(pairs)) {
    const { server, transport } = query;
    const place = `${formatServer(server)} ${transport}`;
    asked.set(place, (asked.get(place) ?? 0) + 1);
    if (query.kind !== wanted) continue;
    const { code } = query;
    const key = `${place} ${code}`;
    failed.set(key, { place, server, transport, code, queries: (failed.get(key)?.queries ?? 0) + 1 });
  }
  return [...failed.values()]
    .map(({ place, ...found }) => ({ ...found, of: asked.get(place) ?? 0 }))
    .sort((one, other) => other.queries - one.queries);
}

/** `10.96.0.10:53 over udp: 92 of 184 queries ended in ECONNREFUSED (refused: nothing listens there, ...)`. */
export function networkErrorLines(found: readonly QueryErrors[]): readonly string[] {
  return found.map(
    ({ server, transport, code, queries, of }) =>
      `${formatServer(server)} over ${transport}: ${queries} of ${of} queries ended in ${codeInWords(code)}`,
  );
}

/** `10.96.0.10:53 over udp: 92 of 184 queries were not sent: EPERM (a firewall rule or ...)`. */
export function sendErrorLines(found: readonly QueryErrors[]): readonly string[] {
  return found.map(
    ({ server, transport, code, queries, of }) =>
      `${formatServer(server)} over ${transport}: ${queries} of ${of} queries were not sent: ${codeInWords(code)}`,
  );
}

/**
 * The first query of a check in which no query left this machine, because it has no route or no such address family. Such a
 * machine can't measure DNS. `undefined` if any query left.
 */
export function nothingLeft(pairs: readonly PairOutcome[]): (QueryOutcome & { code: string }) | undefined {
  const queries = queriesOf(pairs);
  const stuck = queries.flatMap((query) => ('code' in query && neverLeft(query) ? [query] : []));
  return stuck.length === queries.length ? stuck[0] : undefined;
}

/** `ECONNREFUSED (refused: ...)`; the code alone if it has no explanation here. */
export function codeInWords(code: string): string {
  const words = WORDS[code] ?? sendErrorMeans(code);
  return words === undefined ? code : `${code} (${words})`;
}

function neverLeft({ kind, code }: QueryOutcome & { code: string }): boolean {
  return kind === 'send-failed' || NEVER_LEFT.includes(code);
}

function queriesOf(pairs: readonly PairOutcome[]): readonly QueryOutcome[] {
  return pairs.flatMap(({ a, aaaa }) => [a, aaaa]);
}
