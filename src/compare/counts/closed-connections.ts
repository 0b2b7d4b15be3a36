/**
 * Servers that close a TCP connection after their first answer. A resolver that has a second question opens a new connection, so nothing is
 * lost. RFC 1035 section 4.2.2 lets a server close an idle connection at any time, and some close each one at once.
 */

import type { ArmTally, QueryTally } from '../../domain/evidence.ts';

/** How a closed connection ends the query that waits on it. */
const CLOSED = ['EOF', 'ECONNRESET', 'EPIPE'] as const;

/** A connection that breaks for another reason breaks before its first answer as often. So many that never do so are no chance. */
const ENOUGH = 8;

/** The arm without the second queries on connections that its server closed after the first answer. */
export function withoutClosedConnections(arm: ArmTally): ArmTally {
  const { a, aaaa, transport } = arm;
  const closed = Math.min(closedOf(aaaa), arm.oneFailed);
  if (transport !== 'tcp' || closed < ENOUGH || closedOf(a) > 0 || aaaa.networkErrors > closed) return arm;
  return {
    ...arm,
    oneFailed: arm.oneFailed - closed,
    aaaa: { ...aaaa, networkErrors: aaaa.networkErrors - closed, networkErrorCodes: {} },
  };
}

function closedOf({ networkErrorCodes }: QueryTally): number {
  return CLOSED.reduce((sum, code) => sum + (networkErrorCodes[code] ?? 0), 0);
}
