/** Chooses the pairs that still count when DNS pods have left: the evidence is about the pods that are in the set now. */

import type { PairOutcome } from '../domain/pair.ts';
import type { CurrentContext } from './context.ts';

type Pods = Pick<CurrentContext, 'endpoints' | 'endpointAbsences'>;
type Counts = (pair: Pick<PairOutcome, 'strategy' | 'server'>, atMs: number) => boolean;

/**
 * A pair straight to a DNS pod counts if the pod is in the set, and was when the pair began (`atMs`, monotonic). All other
 * pairs count.
 */
export function stillCounts(pods: Pods): Counts {
  const counted = countedThen(pods);
  return (pair, atMs) =>
    counted(pair, atMs) && (pair.strategy !== 'endpoint' || pods.endpoints.includes(pair.server.address));
}

/**
 * A pair straight to a DNS pod counted if the pod was in the set when the pair began, although it may have left since. The
 * beginning of a fault stays visible that way when the pod that showed it leaves.
 */
export function countedThen({ endpointAbsences }: Pick<Pods, 'endpointAbsences'>): Counts {
  return ({ strategy, server: { address } }, atMs) =>
    strategy !== 'endpoint' ||
    !endpointAbsences.some(
      (absence) => absence.address === address && atMs >= absence.fromMs && atMs < absence.untilMs,
    );
}
