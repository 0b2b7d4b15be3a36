/** Are the failing DNS pods still behind the VIP? Compares the loss that they would cause with the loss via the VIP. */

import { FRESH } from '../../domain/strategy.ts';
import { binomialAtMost } from '../../statistics/tests.ts';
import { allFailed, ratio } from '../counts/proportions.ts';
import type { SortedEvidence } from '../view/sorted-evidence.ts';

/** The proportion of the VIP's traffic that the unhealthy pods lose, if each pod gets the same share. */
export function shareOfUnhealthy({ health: { unhealthy }, endpoints }: SortedEvidence): number {
  return endpoints.length === 0
    ? 0
    : unhealthy.reduce((sum, { pairs }) => sum + ratio(pairs), 0) / endpoints.length;
}

const TOO_FEW = 0.01;

/** Does the VIP lose about as much as the unhealthy pods would cause? Much less means that they are no longer behind it. */
export function behindVip({ byVip, failures }: SortedEvidence, expected: number): boolean {
  const vip = failures(byVip(...FRESH));
  // The two queries of a pair fail at a pod together. So there are half as many independent trials as queries.
  const pairs = { failures: Math.round(vip.failures / 2), trials: Math.round(vip.trials / 2) };
  return allFailed(vip) || pairs.trials === 0 || binomialAtMost(pairs, expected / 2) > TOO_FEW;
}
