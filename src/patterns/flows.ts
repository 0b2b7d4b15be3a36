/** Patterns of flows: one of several paths is dead, and the ports of a flow decide whether it takes that path. */

import { type Ask, lostPairs, onClusterPath } from './ask.ts';
import { PARTIAL_SHARES } from './axes.ts';
import { independent, sameFate, UNHARMED } from './fate.ts';
import type { Pattern } from './pattern.ts';
import { eitherOf, FREE, fate, type Prediction, shares, UNAFFECTED } from './prediction.ts';
import { WEIGHTS } from './servers.ts';

/** How often TCP is lost, relative to UDP: alike by a dead link, hardly by a filter that knows connections. */
const OVER_TCP = [0, 0.1, 0.4, 1] as const;

const WORDS =
  'whole flows are lost and not single packets, via the VIP and straight to the DNS pods: what leaves one socket is answered or lost together, however late';

/** A share of all flows is lost, each for as long as it lives. A standing socket has one flow. */
export const WHOLE_FLOWS_LOST: Pattern = {
  id: 'whole-flows-lost',
  words: WORDS,
  axes: [PARTIAL_SHARES, OVER_TCP],
  predict: (ask, [p = 0, overTcp = 0]) => (onClusterPath(ask) ? wholeFlow(ask, p, p * overTcp) : FREE),
};

/** Pods that lose nearly everything, beside others that lose nothing, are down: no dead path is so large. */
const SHARES_OF_SOME = PARTIAL_SHARES.filter((share) => share <= 0.67);

/** The DNS pods `spared`, as on this node, are not behind the dead path. `reach` is the share of the VIP's flows that may take it. */
export function wholeFlowsLostBut(...spared: readonly string[]): Pattern {
  return {
    id: 'whole-flows-lost',
    words: `${WORDS}; to ${spared.join(' and ')} nothing is lost`,
    axes: [SHARES_OF_SOME, OVER_TCP, WEIGHTS],
    predict: (ask, [p = 0, overTcp = 0, reach = 0]) => {
      if (!onClusterPath(ask)) return FREE;
      const { kind, address } = ask.target;
      if (kind === 'vip') return wholeFlow(ask, p * reach, p * reach * overTcp);
      return spared.includes(address) ? UNAFFECTED : wholeFlow(ask, p, p * overTcp);
    },
  };
}

function wholeFlow(ask: Ask, p: number, overTcp: number): Prediction {
  if (ask.transport === 'tcp') return fate(sameFate(overTcp));
  if (ask.socket === 'standing') return eitherOf(p, sameFate(1), UNHARMED);
  if (ask.sockets === 'two') return fate(independent(p, p));
  // A repaired clash may split a race between two pods, and so between two flows.
  return ask.strategy === 'race' ? shares(sameFate(p)) : fate(sameFate(p));
}

/**
 * Do two DNS pods or more lose queries that are sent straight to them? The losses of one pod alone look like whole flows too, if the pod is
 * away for a part of the time.
 */
export function loseAtSeveralPods(asks: readonly Ask[]): boolean {
  return losingPods(asks).length > 1;
}

/** DNS pods that lost nothing while two or more others did; empty if there are none. */
export function sparedPods(asks: readonly Ask[]): readonly string[] {
  const losing = losingPods(asks);
  const spared = addressesOf(askedDirectly(asks)).filter((address) => !losing.includes(address));
  return losing.length > 1 ? spared : [];
}

function losingPods(asks: readonly Ask[]): readonly string[] {
  return addressesOf(askedDirectly(asks).filter((ask) => lostPairs(ask) > 0));
}

function askedDirectly(asks: readonly Ask[]): readonly Ask[] {
  return asks.filter(({ target, pairs }) => target.kind === 'endpoint' && pairs > 0);
}

function addressesOf(asks: readonly Ask[]): readonly string[] {
  return [...new Set(asks.map(({ target }) => target.address))];
}
