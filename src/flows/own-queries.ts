/** fivesec's own queries as the conntrack table knows them: by local port and server. */

import type { LookupOutcome } from '../domain/lookup.ts';
import type { QueryOutcome } from '../domain/outcome.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { formatServer, type Server } from '../domain/server.ts';
import { canonicalAddress } from '../platform/address.ts';

/** One query over UDP that left this machine. */
export interface OwnQuery {
  /** Monotonic milliseconds. */
  readonly sentMs: number;
  /** Local port and server: queries of one socket share them, and one entry. */
  readonly socket: string;
  readonly lost: boolean;
}

/** The queries of a pair over UDP; `startMs` is its start on the monotonic clock. */
export function queriesOfPair({ a, aaaa }: Pick<PairOutcome, 'a' | 'aaaa'>, startMs: number): OwnQuery[] {
  return [a, aaaa].flatMap((query) => ownQuery(query, startMs));
}

/** The queries of a lookup over UDP; `startMs` is its start on the monotonic clock. */
export function queriesOfLookup({ queries }: Pick<LookupOutcome, 'queries'>, startMs: number): OwnQuery[] {
  return queries.flatMap(({ outcome }) => ownQuery(outcome, startMs));
}

/** The key of a socket: its local port, and the server with its address in canonical form. */
export function socketOf(localPort: number, server: Server): string {
  return `${localPort} ${formatServer({ ...server, address: canonicalAddress(server.address) })}`;
}

function ownQuery(query: QueryOutcome, startMs: number): OwnQuery[] {
  const { kind, transport, localPort, server, sentAtMs } = query;
  if (transport !== 'udp' || localPort === 0 || kind === 'aborted' || kind === 'send-failed') return [];
  const lost = kind === 'timed-out' || kind === 'unreachable';
  return [{ sentMs: startMs + sentAtMs, socket: socketOf(localPort, server), lost }];
}
