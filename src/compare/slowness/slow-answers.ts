/** How sure slow answers make `server-slow`, and the facts about their durations. */

import type { ArmTally } from '../../domain/evidence.ts';
import { CERTAIN, confidenceOf, POSSIBLE, UNLIKELY } from '../../statistics/confidence.ts';
import { add, fisherGreater, type Proportion, quantile } from '../../statistics/tests.ts';
import { hitsPairs } from '../clash/clash-expiry.ts';
import { asPairs, over, ratio, slowness } from '../counts/proportions.ts';
import { formatDuration, joined, outOf } from '../counts/wording.ts';
import { podIsGoneBehindCache } from '../servers/behind-cache.ts';
import { onlyOutside } from '../view/sorted-evidence.ts';
import type { View } from '../view/view.ts';
import { outlastsResolvers, searchIsCostly, stallsByItself } from './stalls.ts';

/** From this proportion of slow answers on, the server is slow. Fewer are outliers, which every network has. */
export const SMEAR = 0.05;
/** A server of which 99 of 100 answers are quick is quick. */
export const HIGH = 0.99;

/** If 99 of 100 answers are faster than this, no lookup stalls, and the servers may only be far away. Milliseconds. */
export const MILD_MS = 300;

/** 0 to 1: how sure the slow answers `vip` and `direct` are the servers' own. */
export function slowSureness(view: View, vip: Proportion, direct: Proportion): number {
  const { arms, first, health, evidence } = view;
  // Names outside are as slow as the servers that answer for them.
  if (onlyOutside(arms)) return POSSIBLE;
  // Answers that are only a little slow do not stall a lookup. A long search list does, or an expired clash of pairs as libraries send them.
  const isCostly = searchIsCostly(evidence) && !outlastsResolvers(arms);
  if (!stallsByItself(arms) && (hitsPairs(view) || isCostly)) return POSSIBLE;
  // A resolver of the pod itself waits for a DNS pod that is gone, and the other pods are quick.
  if (podIsGoneBehindCache(view) && ratio(direct) < SMEAR) return POSSIBLE;
  if (direct.trials === 0) return 0.6;
  // If the path via the VIP is slow and the pods are not, the server is not the cause. A node-local cache is the server itself.
  if (first === 'vip' && health.unhealthy.length === 0 && isSlowerThanEachPod(view, vip)) return UNLIKELY;
  return 0.9;
}

/** Are answers via the VIP slow more often than those of each known DNS pod? The VIP may lead to the slow one of them more often than to others. */
function isSlowerThanEachPod({ arms, endpoints }: View, vip: Proportion): boolean {
  return endpoints.every(({ address }) => {
    const own = over(directTo(arms, address), slowness);
    return own.trials === 0 || confidenceOf(fisherGreater(vip, own)) > POSSIBLE;
  });
}

/** The fewest slow first queries, and the most slow second ones relative to these, that show moments. */
const ENOUGH_SLOW = 5;
const FEW_LATER = 0.2;

/**
 * Are answers slow in moments only, to whatever is asked, at each known DNS pod alike, and over TCP as well? A query that is sent after a slow
 * answer is quick again, though two that are sent together are both slow. Something between this node and the pods holds packets for a moment
 * (a link, a route or a neighbour entry that comes and goes): servers that are slow are so at different times.
 */
export function slowInMoments(view: View): boolean {
  const { arms, endpoints, byVip } = view;
  const of = (some: readonly ArmTally[], qtype: 'A' | 'AAAA') => over(some, slowness, [qtype]).failures;
  const inTurn = byVip('sequential', 'reopen');
  const together = byVip('pair', 'staggered', 'race');
  const isOver = of(inTurn, 'A') >= ENOUGH_SLOW && of(inTurn, 'AAAA') <= FEW_LATER * of(inTurn, 'A');
  const hitsBoth = of(together, 'AAAA') >= of(together, 'A') / 2;
  const everywhere = endpoints.every(({ address }) => over(directTo(arms, address), slowness).failures > 0);
  return (
    isOver && hitsBoth && endpoints.length > 1 && everywhere && over(byVip('tcp'), slowness).failures > 0
  );
}

export const IN_MOMENTS =
  'answers are slow in moments only, those of all DNS pods alike and over TCP as well: the network may hold packets for a moment (a link, a route or a neighbour entry that comes and goes)';

/** A server that is slow for one type waits for something else: an upstream resolver, or a plugin that makes such answers. */
export function onlyAaaa(arms: readonly ArmTally[]): string[] {
  const [a, aaaa] = [over(arms, slowness, ['A']), over(arms, slowness, ['AAAA'])];
  if (confidenceOf(fisherGreater(aaaa, a)) < CERTAIN || ratio(a) > ratio(aaaa) / 4) return [];
  return [`almost only AAAA is slow: ${outOf(aaaa)} of its answers, ${outOf(a)} of those for A`];
}

/** The DNS pods that are slow, if the others are not: they have another reason than servers that are all slow. */
export function onlySomePods({ arms, endpoints }: View): string[] {
  const pods = endpoints
    .map(({ address }) => ({ address, slow: over(directTo(arms, address), slowness) }))
    .sort((one, other) => ratio(other.slow) - ratio(one.slow));
  const parts = pods.slice(1).map((_, index) => [pods.slice(0, index + 1), pods.slice(index + 1)] as const);
  const found = parts.map(([some, others]) => {
    const [slow, quick] = [add(...some.map((pod) => pod.slow)), add(...others.map((pod) => pod.slow))];
    return { some, slow, quick, p: fisherGreater(asPairs(slow), asPairs(quick)) };
  });
  const [first, ...more] = found;
  if (first === undefined) return [];
  const { some, slow, quick, p } = more.reduce((best, one) => (one.p < best.p ? one : best), first);
  if (confidenceOf(p) < CERTAIN || ratio(quick) > ratio(slow) / 4) return [];
  return [
    `only ${joined(some.map(({ address }) => address))} of the ${pods.length} DNS pods ${some.length > 1 ? 'are slow' : 'is slow'}: ${outOf(slow)}${some.length > 1 ? ' of their answers' : ' of its answers'}, ${outOf(quick)} of those of the others`,
  ];
}

/** The median and the 99th percentile, as a fact. */
export function medians(arms: readonly ArmTally[]): string[] {
  const rtts = sortedRtts(arms);
  const [middle, high] = [quantile(rtts, 0.5), quantile(rtts, HIGH)];
  return middle === undefined || high === undefined
    ? []
    : [
        `duration of an answer over UDP: median ${formatDuration(middle)}, 99th percentile ${formatDuration(high)}`,
      ];
}

/** Milliseconds, ascending. */
export function sortedRtts(arms: readonly ArmTally[]): readonly number[] {
  return arms.flatMap(({ rttsMs }) => rttsMs).sort((one, other) => one - other);
}

/** The arms straight to this DNS pod, over UDP. */
export function directTo(arms: readonly ArmTally[], address: string): readonly ArmTally[] {
  return arms.filter(
    ({ target, transport }) =>
      target.kind === 'endpoint' && target.address === address && transport === 'udp',
  );
}
