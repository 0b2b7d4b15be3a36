/**
 * Servers that close a TCP connection after their first answer. Nothing is lost on the way there, so these second queries do not count as
 * lost. musl and Go use a connection for each query, and miss nothing. glibc sends both queries of a lookup over one connection, and the
 * lookup fails (docs/fidelity.md, the cases of `use-vc`).
 */

import type { ArmTally, QueryTally } from '../../domain/evidence.ts';
import { add, type Proportion } from '../../statistics/tests.ts';

/** How a closed connection ends the query that waits on it. */
const CLOSED = ['EOF', 'ECONNRESET', 'EPIPE'] as const;

/** A connection that breaks for another reason breaks before its first answer as often. So many that never do so are no chance. */
const ENOUGH = 8;

/** The arm without the second queries on connections that its server closed after the first answer. */
export function withoutClosedConnections(arm: ArmTally): ArmTally {
  const { aaaa } = arm;
  const closed = closedEarly(arm);
  if (closed === 0) return arm;
  return {
    ...arm,
    oneFailed: arm.oneFailed - closed,
    aaaa: { ...aaaa, networkErrors: aaaa.networkErrors - closed, networkErrorCodes: {} },
  };
}

export interface ClosedEarly {
  /** The connections that were closed after one answer, of all to the same addresses. */
  readonly connections: Proportion;
  readonly addresses: readonly string[];
}

/** `undefined` if no server closes connections after its first answer. */
export function closedAfterOneAnswer(arms: readonly ArmTally[]): ClosedEarly | undefined {
  const closing = arms.filter((arm) => closedEarly(arm) > 0);
  if (closing.length === 0) return undefined;
  return {
    connections: add(...closing.map((arm) => ({ failures: closedEarly(arm), trials: arm.pairs }))),
    addresses: [...new Set(closing.map(({ target }) => target.address))],
  };
}

/** How many connections of the arm were closed after one answer; 0 if connections broke in another way as well. */
function closedEarly({ a, aaaa, transport, oneFailed }: ArmTally): number {
  const closed = Math.min(closedOf(aaaa), oneFailed);
  const isOther = transport !== 'tcp' || closedOf(a) > 0 || aaaa.networkErrors > closed;
  return isOther || closed < ENOUGH ? 0 : closed;
}

function closedOf({ networkErrorCodes }: QueryTally): number {
  return CLOSED.reduce((sum, code) => sum + (networkErrorCodes[code] ?? 0), 0);
}
