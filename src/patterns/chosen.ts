/** A dead DNS pod behind a VIP that chooses a pod anew for each packet, or until a packet gets through. */

import { type Ask, onClusterPath } from './ask.ts';
import { NEARLY_ALL } from './axes.ts';
import { firstOfFlow } from './everywhere.ts';
import { independent, sameFate, UNHARMED } from './fate.ts';
import type { Pattern } from './pattern.ts';
import { eitherOf, FREE, fate, type Prediction } from './prediction.ts';
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

/** How many SYN packets a connection sends within its deadline: at 0, 1 and 3 s, or one each second (`tcp_syn_linear_timeouts` of Linux 6.5). */
const SYN_PACKETS = [3, 5] as const;

/**
 * The node drops what leads to the pods after it has chosen them, and before conntrack has confirmed the entry (`__nf_conntrack_confirm` in
 * net/netfilter/nf_conntrack_core.c). So it chooses anew for the next packet of the flow, until one gets through. A connection fails only if all its
 * SYN packets lead there. Flows that have an entry keep their pod.
 */
export function podsUnreached(...addresses: readonly string[]): Pattern {
  return {
    id: 'pods-unreached',
    addresses,
    words: `${addresses.join(' and ')} fail when asked directly, and so does the first packet of the flows via the VIP that leads there; the next packet of such a flow may lead elsewhere`,
    axes: [NEARLY_ALL, [1], SYN_PACKETS, WEIGHTS.filter((weight) => weight < 1)],
    predict: (ask, [failing = 0, , sent = 0, weight = 0]) => {
      if (ask.target.kind !== 'vip') return direct(ask, addresses, [failing, 1, 1]);
      const lost = failing * weight;
      if (ask.transport === 'tcp') return fate(sameFate(lost ** sent));
      if (ask.socket === 'standing') return eitherOf(weight, sameFate(failing), UNHARMED);
      return firstOfFlow(ask, [lost, lost]);
    },
  };
}

function direct(ask: Ask, addresses: readonly string[], values: readonly number[]): Prediction {
  if (!onClusterPath(ask)) return FREE;
  const { overUdp, overTcp } = podFate(values);
  return directly(ask, addresses, overUdp, overTcp);
}
