/** Are the DNS pods that fail still behind the VIP? Compares what they cost with what the VIP loses. */

import { binomialAtMost } from '../../statistics/tests.ts';
import { allFailed, ratio } from './rates.ts';
import type { SortedEvidence } from './sorted-evidence.ts';
import { FRESH } from './sorted-evidence.ts';

/** How much of the VIP's traffic the unhealthy pods cost, if each pod gets the same share. */
export function shareOfUnhealthy({ health: { unhealthy }, endpoints }: SortedEvidence): number {
  return endpoints.length === 0
    ? 0
    : unhealthy.reduce((sum, { pairs }) => sum + ratio(pairs), 0) / endpoints.length;
}

const TOO_FEW = 0.01;

/** Does the VIP lose about what the unhealthy pods cost? Much less means that they are not behind it any more. */
export function behindVip({ byVip, failures }: SortedEvidence, expected: number): boolean {
  const vip = failures(byVip(...FRESH));
  // A query that fails at a pod fails with its twin: half as many independent trials as queries.
  const pairs = { failures: Math.round(vip.failures / 2), trials: Math.round(vip.trials / 2) };
  return allFailed(vip) || pairs.trials === 0 || binomialAtMost(pairs, expected / 2) > TOO_FEW;
}
