/** Chooses the pairs that still count when DNS pods have left: the evidence is about the pods that are in the set now. */

import type { PairOutcome } from '../domain/pair.ts';
import type { CurrentContext } from './context.ts';

/**
 * A pair straight to a DNS pod counts if the pod is in the set, and was when the pair began (`atMs`, monotonic). All other
 * pairs count.
 */
export function stillCounts({
  endpoints,
  endpointAbsences,
}: Pick<CurrentContext, 'endpoints' | 'endpointAbsences'>): (
  pair: Pick<PairOutcome, 'strategy' | 'server'>,
  atMs: number,
) => boolean {
  return ({ strategy, server: { address } }, atMs) => {
    if (strategy !== 'endpoint') return true;
    const wasAway = endpointAbsences.some(
      (absence) => absence.address === address && atMs >= absence.fromMs && atMs < absence.untilMs,
    );
    return endpoints.includes(address) && !wasAway;
  };
}
