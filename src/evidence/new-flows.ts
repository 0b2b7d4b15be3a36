/** Which pairs of a standing socket may begin a new flow: its entry in the node's conntrack table may have expired before them. */

import type { PairOutcome } from '../domain/pair.ts';
import { specOf } from '../domain/strategy.ts';

/**
 * The entry of a UDP flow lives for 30 s after a query (nf_conntrack_udp_timeout), and for up to 120 s once answers have come for two
 * seconds (nf_conntrack_udp_timeout_stream). Milliseconds.
 */
const MAY_EXPIRE_MS = 30_000;

/** Those that were sent so long after the one before. The first may be one as well: what came before it is not known. */
export function mayBeginFlow(pairs: readonly PairOutcome[]): ReadonlySet<PairOutcome> {
  const standing = pairs.filter(({ strategy }) => specOf(strategy).socket === 'standing');
  const lastAt = new Map<string, number>();
  const found = new Set<PairOutcome>();
  for (const pair of [...standing].sort((one, other) => one.startedAt - other.startedAt)) {
    const socket = `${pair.strategy} ${pair.server.address} ${pair.server.port} ${pair.transport}`;
    const before = lastAt.get(socket);
    if (before === undefined || pair.startedAt - before >= MAY_EXPIRE_MS) found.add(pair);
    lastAt.set(socket, pair.startedAt);
  }
  return found;
}
