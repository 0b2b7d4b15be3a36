/** What the application in the cluster felt: the lookups of real getaddrinfo. */

import type { RealLookup } from '../../lab/probe/application.ts';
import type { CLibrary } from '../../lab/probe/compile.ts';
import { lookupsOf } from '../harness/application.ts';
import type { Cluster } from '../harness/cluster.ts';

export interface Felt {
  readonly lookups: number;
  /** Lookups that took `SLOW_MS` or longer, whether they failed or not. */
  readonly slow: number;
  readonly failed: number;
  /** Milliseconds of the longest one. */
  readonly longestMs: number;
}

/** As the agent's own default for a slow lookup. */
const SLOW_MS = 1000;

/** The lookups of both C libraries that ended in the last `seconds`. */
export async function feltSince(
  cluster: Cluster,
  seconds: number,
): Promise<Readonly<Record<CLibrary, Felt>>> {
  const glibc = feltIn(await lookupsOf(cluster, 'glibc', seconds));
  return { glibc, musl: feltIn(await lookupsOf(cluster, 'musl', seconds)) };
}

/** Sums up `lookups`. */
export function feltIn(lookups: readonly RealLookup[]): Felt {
  return {
    lookups: lookups.length,
    slow: lookups.filter(({ durationMs }) => durationMs >= SLOW_MS).length,
    failed: lookups.filter(({ error }) => error !== 0).length,
    longestMs: Math.round(Math.max(0, ...lookups.map(({ durationMs }) => durationMs))),
  };
}
