/** Losses of a server or a path that was away for a time, which look like lost packets over the whole time. */

import type { ArmTally } from '../../domain/evidence.ts';
import { specOf } from '../../domain/strategy.ts';
import { failedPairs, failures, over, ratio } from '../counts/proportions.ts';
import type { View } from '../view/view.ts';

/**
 * Did nearly each pair that lost a query lose both? If single queries are lost with the probability p, a pair that loses any loses both with
 * the probability p / (2 - p). Only pairs whose queries leave one socket together count: others may straddle the end of an outage, or reach two DNS pods.
 */
export function onlyWholePairs({ arms }: View): boolean {
  const udp = arms.filter(
    ({ transport, strategy, target: { kind } }) =>
      transport === 'udp' &&
      specOf(strategy).spacing === 'together' &&
      specOf(strategy).socket !== 'fresh-each' &&
      (kind === 'vip' || kind === 'endpoint'),
  );
  const [one, both] = [sum(udp, 'oneFailed'), sum(udp, 'bothFailed')];
  const p = ratio(over(udp, failures));
  return one <= FEW * both && both > 1 && (p / (2 - p)) ** (both - one) < BY_CHANCE;
}

const FEW = 0.05;

/**
 * May a server or the path have been away for a time? TCP repeats lost segments, so it fails far less often than UDP unless most of them are
 * lost. If it fails more often, it is blocked as well.
 */
export function mayBeOutage(view: View): boolean {
  const onPath = view.arms.filter(({ target: { kind } }) => kind === 'vip' || kind === 'endpoint');
  const [tcp = [], udp = []] = (['tcp', 'udp'] as const).map((one) =>
    onPath.filter(({ transport }) => transport === one),
  );
  if (over(tcp, failures).trials < ENOUGH_TCP) return onlyWholePairs(view);
  const relative = ratio(failedPairs(tcp)) / ratio(failedPairs(udp));
  // The second query of a connection waits for the answer to the first, so TCP may fail up to twice as often.
  const isMore = relative < 2 && ratio(failedPairs(tcp)) < MOST_LOST;
  if (relative > ALIKE && (relative < 1 / ALIKE || isMore) && ratio(over(udp, failures)) < MOST_LOST)
    return true;
  return relative > GETS_THROUGH && onlyWholePairs(view);
}

const ALIKE = 0.7;
const MOST_LOST = 0.6;
const GETS_THROUGH = 0.3;

function sum(arms: readonly ArmTally[], count: 'oneFailed' | 'bothFailed'): number {
  return arms.reduce((total, arm) => total + arm[count], 0);
}

const BY_CHANCE = 0.01;

/** The fewest queries over TCP that can be compared. */
const ENOUGH_TCP = 20;
