/** A rule of `packet-loss`: only the way to some DNS pods loses packets, such as that to another node. */

import { over, slowOrSilent, wrongSource } from '../compare/counts/proportions.ts';
import { joined, outOf } from '../compare/counts/wording.ts';
import { confidenceBesideRivals, rivalFacts, rivalsOf } from '../compare/network/rivals.ts';
import { failingPods } from '../compare/pods/failing-pods.ts';
import { allPodsLoseBehindCache } from '../compare/pods/lost-behind-cache.ts';
import { lostThere, tcpGetsThrough } from '../compare/pods/way-to-pods.ts';
import type { View } from '../compare/view/view.ts';
import { refuseAtTimes } from '../compare/vip/refusals.ts';
import { FRESH } from '../domain/strategy.ts';
import type { Rule } from './rule.ts';

/** Overloaded pods look the same, but two of them seldom lose as much as each other while another loses nothing. */
const PROBABLE = 0.6;

export const wayToPodsLoses: Rule = {
  id: 'the-way-to-some-pods-loses',
  predicts: ['pods-fail'],
  argument:
    'Several DNS pods lose about the same proportion of the queries that are sent straight to them, and the others lose nothing. The queries are lost one by one, and TCP, which repeats what is lost, hardly fails. So the pods run, and they have a common reason: packets are lost on the way to them, such as on the link to their node or zone. The losses via the VIP fit the share of its flows that leads there. Pods that are all overloaded look the same, so the confidence is 0.6.',
  when: (view) => {
    const support = view.losses().supportOf('pods-fail');
    const failing = failingPods(view);
    if (support === undefined || !loseOnTheWay(view)) return undefined;
    if (wrongSource(view.arms) > 0 || refuseAtTimes(view).length > 0) return undefined;
    const others = view.endpoints.filter((pod) => !failing.includes(pod));
    const { halves } = lostThere(view, failing);
    return {
      confidence: Math.min(PROBABLE, support.confidence),
      facts: [
        `queries straight to ${joined(failing.map(({ address }) => address))} that were lost: ${joined(failing.map(({ udp }) => outOf(udp)))}`,
        `queries straight to the other DNS pods (${others.length}) that were lost: ${joined(others.map(({ udp }) => outOf(udp)))}`,
        `single queries are lost there: only one of the two in ${outOf(halves)} pairs that lost any. So packets are lost on the way to these pods. Do they run on the same node, or in the same zone?`,
      ],
    };
  },
};

export const lostBehindCache: Rule = {
  id: 'the-way-to-all-pods-loses-behind-a-cache',
  predicts: [],
  argument:
    'Applications ask the cache of the node. It is slow, and each known DNS pod loses about as many queries that are sent straight to it. Single queries are lost, A as often as AAAA, and TCP, which repeats what is lost, gets through. So packets are lost on the way to all pods. The cache asks again, so its answers come late and hardly any is lost. Pods that are all overloaded look the same, so the confidence is 0.6. It is lower if a counter of the node may explain the losses.',
  when: (view) => {
    if (!allPodsLoseBehindCache(view)) return undefined;
    if (wrongSource(view.arms) > 0 || refuseAtTimes(view).length > 0) return undefined;
    const rivals = rivalsOf(view);
    const { halves } = lostThere(view, view.endpoints);
    return {
      confidence: Math.min(PROBABLE, confidenceBesideRivals(rivals)),
      facts: [
        `queries straight to the DNS pods that were lost: ${joined(view.endpoints.map(({ address, udp }) => `${outOf(udp)} to ${address}`))}`,
        `queries to the cache that were lost or slow: ${outOf(over(view.byVip(...FRESH), slowOrSilent))}. It asks again what is lost behind it`,
        `only one of the two queries was lost in ${outOf(halves)} pairs that lost any`,
        ...rivalFacts(rivals),
      ],
    };
  },
};

/** Do several known pods lose single queries alike, and others none? */
export function loseOnTheWay(view: View): boolean {
  const failing = failingPods(view);
  const isSome = failing.length > 1 && failing.length < view.endpoints.length;
  return isSome && tcpGetsThrough(failing) && lostThere(view, failing).way === 'single-queries';
}
