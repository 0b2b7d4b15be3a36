/** Chooses the pairs that still count when DNS pods have left: the evidence is about the pods that are in the set now. */

import type { PairOutcome } from '../../domain/pair.ts';
import type { CurrentContext } from './context.ts';
import { troubledPair } from './trial.ts';

type Pods = Pick<CurrentContext, 'endpoints' | 'backends' | 'endpointAbsences'>;
type Counts = (pair: Pick<PairOutcome, 'strategy' | 'server'>, atMs: number) => boolean;

/**
 * A pair straight to a DNS pod counts if the pod is in the set or behind the VIP, and was not absent from the set when the pair began (`atMs`,
 * monotonic). All other pairs count.
 */
export function stillCounts(pods: Pods): Counts {
  const counted = countedThen(pods);
  const asked = [...pods.endpoints, ...(pods.backends ?? [])];
  return (pair, atMs) =>
    counted(pair, atMs) && (pair.strategy !== 'endpoint' || asked.includes(pair.server.address));
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

/** A pod was down when it left if so many of its last pairs failed. With a fifth of all packets lost, chance does this in 1 of 20 cases. */
const LAST_PAIRS = 3;

/**
 * When a DNS pod that was down last left the set: monotonic milliseconds, `undefined` if none did. Losses via the VIP until then
 * were those of this pod, so they are no evidence about the pods that are in the set now. `pairs` are dated by the wall
 * clock that `toCurrent` converts to.
 */
export function failingPodLeft(
  pairs: readonly PairOutcome[],
  { endpointAbsences }: Pick<Pods, 'endpointAbsences'>,
  toCurrent: (ms: number) => number,
): number | undefined {
  const left = endpointAbsences.filter(({ address, fromMs }) => {
    const leftAt = toCurrent(fromMs);
    const last = pairs
      .filter(
        ({ strategy, transport, server, startedAt }) =>
          strategy === 'endpoint' && transport === 'udp' && server.address === address && startedAt < leftAt,
      )
      .toSorted((one, other) => one.startedAt - other.startedAt)
      .slice(-LAST_PAIRS);
    return last.length === LAST_PAIRS && last.every(troubledPair);
  });
  return left.length === 0 ? undefined : Math.max(...left.map(({ fromMs }) => fromMs));
}

/** The context as if no DNS pod had left since `sinceMs` (monotonic): with the addresses of those that did. */
export function podsSince(now: CurrentContext, sinceMs: number): CurrentContext {
  const left = now.endpointAbsences.filter(({ fromMs }) => fromMs > sinceMs).map(({ address }) => address);
  return { ...now, endpoints: [...new Set([...now.endpoints, ...left])], endpointsChangedAt: undefined };
}
