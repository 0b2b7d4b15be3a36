/** Patterns of servers: one DNS pod, one nameserver, the node's cache, or what stands behind the VIP. */

import type { Ask } from './ask.ts';
import { correlated, type Fate, independent, mixture, sameFate, UNHARMED } from './fate.ts';
import {
  anyOf,
  FREE,
  fate,
  overTcpOf,
  PARTIAL_SHARES,
  type Pattern,
  type Prediction,
  SHARES,
  shares,
  TCP_FAILS,
  TOGETHER,
} from './pattern.ts';

const NOTHING = fate(UNHARMED);
/** The share of the VIP that a pod gets: from little to all (local preference, affinity). Never taken for 1/N. */
const WEIGHTS = [0.03, 0.1, 0.2, 0.25, 0.33, 0.42, 0.5, 0.58, 0.67, 0.75, 0.9, 1] as const;

/** A node's cache answers at the VIP as well, or does not (`-localip` of node-cache, with the VIP or without). */
const TAKEN_OVER = [0, 1] as const;

/** A server that loses fewer pairs than this sheds or loses queries, and those of one pair may fare alike or not. */
const GONE = 0.7;

/**
 * By the VIP a flow has one fate: a share `weight` of flows goes to a server that treats each query as `there` says. Queries from
 * one socket share the flow; a race may be split in two by a repaired clash; a standing socket keeps whatever it was given.
 */
function behindVip(ask: Ask, weight: number, there: Fate, thereOverTcp: Fate): Prediction {
  if (ask.transport === 'tcp') return shares(mixture(weight, thereOverTcp, UNHARMED));
  if (ask.socket === 'standing') return weight === 0 ? NOTHING : anyOf(there, UNHARMED);
  const [a, aaaa] = [weight * (there.onlyA + there.both), weight * (there.onlyAaaa + there.both)];
  if (ask.sockets === 'two') return fate(independent(a, aaaa));
  const flow = mixture(weight, there, UNHARMED);
  return ask.strategy === 'race' || there.both < GONE ? shares(flow) : fate(flow);
}

/** What a failing pod does: over UDP, to the A of a pair compared with the AAAA (shed loads hit the second), and over TCP. */
const POD_AXES = [SHARES, [1, 0.6, 0.3], [0, 0.5, 1]];

/** Some pods fail, and the VIP leads there with a share of its flows; that share is free. */
export function podsFail(...addresses: readonly string[]): Pattern {
  return {
    id: 'pods-fail',
    addresses,
    words: `${addresses.join(' and ')} fail when asked directly, and the VIP fails as often as it leads there`,
    axes: [...POD_AXES, WEIGHTS],
    predict: (ask, values) => {
      const [, , , weight = 0] = values;
      const { overUdp, overTcp } = podFate(values);
      return ask.target.kind === 'vip'
        ? behindVip(ask, weight, overUdp, overTcp)
        : directly(ask, addresses, overUdp, overTcp);
    },
  };
}

/** Some pods fail, and the VIP does not lead there from this node: nothing else is lost by it. */
export function idlePodsFail(...addresses: readonly string[]): Pattern {
  return {
    id: 'idle-pods-fail',
    addresses,
    words: `${addresses.join(' and ')} fail when asked directly, and the VIP does not lead there`,
    axes: POD_AXES,
    predict: (ask, values) => {
      const { overUdp, overTcp } = podFate(values);
      return ask.target.kind === 'vip' ? NOTHING : directly(ask, addresses, overUdp, overTcp);
    },
  };
}

function podFate([failing = 0, first = 1, overTcp = 0]: readonly number[]) {
  return {
    overUdp: independent(failing * first, failing),
    overTcp: independent(failing * first * overTcp, failing * overTcp),
  };
}

function directly(ask: Ask, addresses: readonly string[], overUdp: Fate, overTcp: Fate): Prediction {
  if (ask.target.kind !== 'endpoint') return FREE;
  if (!addresses.includes(ask.target.address)) return NOTHING;
  return shares(ask.transport === 'tcp' ? overTcp : overUdp);
}

/** A share of the VIP's flows goes where nobody answers, and every known DNS pod is well. */
export const VIP_LEADS_ASTRAY: Pattern = {
  id: 'vip-leads-astray',
  words: 'a share of all flows by the VIP gets no answer, over TCP as well; the known DNS pods answer',
  axes: [SHARES, [1, 0]],
  predict: (ask, [weight = 0, overTcp = 0]) => {
    if (ask.target.kind === 'endpoint') return NOTHING;
    if (ask.target.kind !== 'vip') return FREE;
    return behindVip(ask, weight, sameFate(1), sameFate(overTcp));
  },
};

/** A pod that the list of DNS pods lacks can't be asked directly: it looks the same. */
export const UNLISTED_POD_FAILS: Pattern = {
  ...VIP_LEADS_ASTRAY,
  id: 'unlisted-pod-fails',
  words: 'a share of all flows by the VIP gets no answer, as if a DNS pod that is not known here were down',
};

/** The way by the VIP loses queries one by one; straight to the pods nothing is lost. */
export const LOSS_BY_VIP: Pattern = {
  id: 'loss-by-vip',
  words:
    'queries by the VIP are lost one by one, whatever way they are sent; straight to the DNS pods nothing is lost',
  axes: [PARTIAL_SHARES, TOGETHER, TCP_FAILS],
  predict: (ask, [p = 0, together = 0, overTcp = 0]) => {
    if (ask.target.kind === 'endpoint') return NOTHING;
    if (ask.target.kind !== 'vip') return FREE;
    return ask.transport === 'tcp' ? shares(overTcpOf(p, overTcp)) : fate(correlated(p, together));
  },
};

export const STANDING_FLOW_LOST: Pattern = {
  id: 'standing-flow-lost',
  words: 'only the socket that is kept open fails; fresh ones to the same VIP do not',
  axes: [SHARES, TOGETHER],
  predict: (ask, [p = 0, together = 0]) =>
    ask.target.kind === 'vip' && ask.socket === 'standing'
      ? fate(correlated(p, together))
      : nothingOnCluster(ask),
};

export const NODE_LOCAL_FAILS: Pattern = {
  id: 'node-local-fails',
  words:
    "the node's own DNS cache fails, and the VIP with it where the cache takes that over; nothing else does",
  axes: [SHARES, TOGETHER, TAKEN_OVER],
  predict: (ask, [p = 0, together = 0, takenOver = 0]) => {
    if (ask.target.kind === 'node-local') return fate(correlated(p, together));
    if (ask.target.kind !== 'vip' || takenOver === 0) return nothingOnCluster(ask);
    return shares(correlated(p * takenOver, together));
  },
};

export function nameserverFails(address: string): Pattern {
  return {
    id: 'nameserver-fails',
    addresses: [address],
    words: `the nameserver ${address} fails; the others answer`,
    axes: [SHARES, TOGETHER],
    predict: (ask, [p = 0, together = 0]) => {
      if (ask.target.kind !== 'nameserver') return nothingOnCluster(ask);
      return ask.target.address === address ? fate(correlated(p, together)) : NOTHING;
    },
  };
}

function nothingOnCluster(ask: Ask): Prediction {
  return ask.target.kind === 'vip' || ask.target.kind === 'endpoint' ? NOTHING : FREE;
}
