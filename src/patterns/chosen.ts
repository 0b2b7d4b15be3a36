/** A dead DNS pod behind a VIP that chooses a pod anew for each packet. */

import { type Ask, onClusterPath } from './ask.ts';
import { NEARLY_ALL } from './axes.ts';
import { independent, sameFate } from './fate.ts';
import type { Pattern } from './pattern.ts';
import { FREE, fate, type Prediction } from './prediction.ts';
import { directly, podFate, WEIGHTS } from './servers.ts';

/** Pods that are down, over UDP or over both. They lose A and AAAA alike, so that axis has one value. */
const DOWN_AXES = [NEARLY_ALL, [1], [0, 1]];

/**
 * The VIP gives each packet to the next pod, or to any (IPVS one-packet scheduling, rules without conntrack). So queries of one socket are
 * lost independently of each other. A TCP connection keeps its pod.
 */
export function podsFailByPacket(...addresses: readonly string[]): Pattern {
  return {
    id: 'pods-fail',
    addresses,
    words: `${addresses.join(' and ')} fail when asked directly, and so does the share of single packets via the VIP that leads there`,
    axes: [...DOWN_AXES, WEIGHTS.filter((weight) => weight < 1)],
    predict: (ask, [failing = 0, , overTcp = 0, weight = 0]) => {
      if (ask.target.kind !== 'vip') return direct(ask, addresses, [failing, 1, overTcp]);
      const lost = failing * weight;
      return fate(ask.transport === 'tcp' ? sameFate(lost * overTcp) : independent(lost, lost));
    },
  };
}

function direct(ask: Ask, addresses: readonly string[], values: readonly number[]): Prediction {
  if (!onClusterPath(ask)) return FREE;
  const { overUdp, overTcp } = podFate(values);
  return directly(ask, addresses, overUdp, overTcp);
}
