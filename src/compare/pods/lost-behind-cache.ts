/** Packets that are lost on the way to all DNS pods, where applications ask the cache of the node: it hides the losses, and is slow. */

import { FRESH } from '../../domain/strategy.ts';
import { confidenceOf } from '../../statistics/confidence.ts';
import { fisherGreater } from '../../statistics/tests.ts';
import { failures, over, ratio, slowOrSilent } from '../counts/proportions.ts';
import { directTo } from '../slowness/slow-answers.ts';
import type { View } from '../view/view.ts';
import { lostThere, tcpGetsThrough } from './way-to-pods.ts';

/** The fewest direct queries to a pod, and the fewest of them that are lost, that show how it loses. */
const [ENOUGH_DIRECT, FEWEST_LOST] = [40, 5];
/** No pod loses more than so many times as much as another. */
const ALIKE = 2;
/** The least share of slow or lost queries to the cache. */
const SUFFERS = 0.05;

/**
 * Where the node's cache is asked first: are single queries lost straight to each known DNS pod, as many to one as to another, while TCP gets through,
 * and is the cache slow? Then the way to all pods loses packets, and the cache hides it: it asks again, and its answers are late.
 */
export function allPodsLoseBehindCache(view: View): boolean {
  const { endpoints } = view;
  const shares = endpoints.map(({ udp }) => ratio(udp));
  const isMeasured = endpoints.every(({ udp }) => udp.trials >= ENOUGH_DIRECT && udp.failures >= FEWEST_LOST);
  const cached = over(view.byVip(...FRESH), slowOrSilent);
  return (
    view.first === 'node-local' &&
    endpoints.length > 1 &&
    isMeasured &&
    Math.max(...shares) <= ALIKE * Math.min(...shares) &&
    ratio(cached) >= SUFFERS &&
    tcpGetsThrough(endpoints) &&
    isEachLostAlone(view)
  );
}

/** Of two queries that clash, one is lost and never both, and mostly the second. If each is lost alone, both are at times, and A as often as AAAA. */
function isEachLostAlone(view: View): boolean {
  const own = view.endpoints.flatMap(({ address }) => directTo(view.arms, address));
  const { way } = lostThere(view, view.endpoints);
  const both = own.reduce((sum, { bothFailed }) => sum + bothFailed, 0);
  const [a, aaaa] = [over(own, failures, ['A']), over(own, failures, ['AAAA'])];
  return way === 'single-queries' && both > 0 && confidenceOf(fisherGreater(aaaa, a)) === 0;
}
