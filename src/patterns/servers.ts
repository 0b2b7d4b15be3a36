/** Patterns of servers: one DNS pod, one nameserver, the node's cache, or the servers behind the VIP. */

import { type Ask, onClusterPath } from './ask.ts';
import { overTcpOf, PARTIAL_SHARES, SHARES, TCP_FAILS, TOGETHER } from './axes.ts';
import { lostOnPath } from './bursts.ts';
import { correlated, type Fate, independent, mixture, sameFate, UNHARMED, withMargins } from './fate.ts';
import type { Pattern } from './pattern.ts';
import { anyOf, eitherOf, FREE, fate, type Prediction, shares, UNAFFECTED } from './prediction.ts';

/** A pod's share of the VIP's flows, from little to all (local preference, affinity). It is not assumed to be 1/N. */
export const WEIGHTS = [0.03, 0.1, 0.2, 0.25, 0.33, 0.42, 0.5, 0.58, 0.67, 0.75, 0.9, 1] as const;

/** A server that loses fewer pairs than this drops single queries, so one query of a pair may be lost and the other answered. */
const GONE = 0.7;

/** How often a standing socket keeps a server from a time when the VIP had other weights. */
const KEPT = 0.04;

/**
 * Via the VIP each flow has one fate: a share `weight` of the flows goes to a server where queries have the fate `there`. Queries
 * from one socket share their flow. A repaired clash may split a race in two. A standing socket keeps its server.
 */
function behindVip(ask: Ask, weight: number, there: Fate, thereOverTcp: Fate): Prediction {
  if (ask.transport === 'tcp') return shares(mixture(weight, thereOverTcp, UNHARMED));
  if (ask.socket === 'standing')
    return weight === 0 ? UNAFFECTED : eitherOf(KEPT / 2 + (1 - KEPT) * weight, there, UNHARMED);
  const [a, aaaa] = [weight * (there.onlyA + there.both), weight * (there.onlyAaaa + there.both)];
  const isPartial = there.both < GONE;
  // A server that drops what exceeds a rate loses both of two queries or none, from two sockets as well.
  if (ask.sockets === 'two')
    return isPartial ? shares(independent(a, aaaa)) : anyOf(independent(a, aaaa), inTurn(ask, a, aaaa));
  const flow = mixture(weight, there, UNHARMED);
  if (ask.spacing === 'after-answer') return anyOf(flow, ...secondsLater(there, weight, isPartial));
  return ask.strategy === 'race' || isPartial ? shares(flow) : fate(flow);
}

/**
 * Where the VIP gives each flow to the next server in turn (IPVS `rr`), two flows in a row never reach the same one of several. If the
 * second leaves after the answer to the first, it is in a row with it only if there was an answer: otherwise seconds have passed.
 */
function inTurn({ spacing }: Ask, a: number, aaaa: number): Fate {
  if (spacing !== 'after-answer') return withMargins(a, aaaa, -1);
  const onlyAaaa = Math.min(1 - a, aaaa);
  return { neither: 1 - a - onlyAaaa, onlyA: a * (1 - aaaa), onlyAaaa, both: a * aaaa };
}

/** How often the second query is lost, relative to the first, if it leaves seconds later. */
const LATER = [0.3, 0] as const;
/** How often the first one is lost, relative to other ways to ask: it leaves a little before or after these. */
const AT_ITS_TIME = [1, 0.7, 1.4, 2] as const;

/**
 * `sequential` sends the second query seconds later if the first got no answer. A pod that is overloaded in bursts may answer
 * again by then.
 */
function secondsLater(there: Fate, weight: number, isPartial: boolean): readonly Fate[] {
  const [a, aaaa] = [there.onlyA + there.both, there.onlyAaaa + there.both];
  return (isPartial ? AT_ITS_TIME : [1]).flatMap((scale) =>
    LATER.flatMap((later) =>
      ([0, 1] as const).map((together) =>
        mixture(weight, withMargins(Math.min(1, a * scale), aaaa * later, together), UNHARMED),
      ),
    ),
  );
}

/** A failing pod: its loss over UDP, the A's loss relative to the AAAA's (load shedding hits the second), and its loss over TCP. */
const POD_AXES = [SHARES, [1, 0.6, 0.3], [0, 0.5, 1]];

/** Some pods fail, and a share of the VIP's flows leads there. That share is a free parameter. */
export function podsFail(...addresses: readonly string[]): Pattern {
  return {
    id: 'pods-fail',
    addresses,
    words: `${addresses.join(' and ')} fail when asked directly, and so does the share of flows via the VIP that leads there`,
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

/**
 * The only pod that is known loses queries, and the VIP loses fewer. If the VIP loses as many, the path that all pods share may
 * be the reason, and nothing shows that it is the pod.
 */
export function onlyPodFails(address: string): Pattern {
  return { ...podsFail(address), axes: [...POD_AXES, WEIGHTS.filter((weight) => weight <= 0.75)] };
}

/** Some pods fail, and the VIP does not lead there from this node, so nothing is lost via the VIP. */
export function idlePodsFail(...addresses: readonly string[]): Pattern {
  return {
    id: 'idle-pods-fail',
    addresses,
    words: `${addresses.join(' and ')} fail when asked directly, and the VIP does not lead there`,
    axes: POD_AXES,
    predict: (ask, values) => {
      const { overUdp, overTcp } = podFate(values);
      return ask.target.kind === 'vip' ? UNAFFECTED : directly(ask, addresses, overUdp, overTcp);
    },
  };
}

export function podFate([failing = 0, first = 1, overTcp = 0]: readonly number[]) {
  return {
    overUdp: independent(failing * first, failing),
    overTcp: independent(failing * first * overTcp, failing * overTcp),
  };
}

export function directly(ask: Ask, addresses: readonly string[], overUdp: Fate, overTcp: Fate): Prediction {
  if (ask.target.kind !== 'endpoint') return FREE;
  if (!addresses.includes(ask.target.address)) return UNAFFECTED;
  return shares(ask.transport === 'tcp' ? overTcp : overUdp);
}

/** A share of the VIP's flows goes to an address that does not answer, and every known DNS pod is healthy. */
export const VIP_LEADS_ASTRAY: Pattern = {
  id: 'vip-leads-astray',
  words: 'a share of all flows via the VIP gets no answer, over TCP as well; the known DNS pods answer',
  axes: [SHARES, [1, 0]],
  predict: (ask, [weight = 0, overTcp = 0]) => {
    if (ask.target.kind === 'endpoint') return UNAFFECTED;
    if (ask.target.kind !== 'vip') return FREE;
    return behindVip(ask, weight, sameFate(1), sameFate(overTcp));
  },
};

/** A pod that is missing from the list of DNS pods can't be asked directly, so its failure looks the same. */
export const UNLISTED_POD_FAILS: Pattern = {
  ...VIP_LEADS_ASTRAY,
  id: 'unlisted-pod-fails',
  words: 'a share of all flows via the VIP gets no answer, as if an unknown DNS pod were down',
};

/** The path via the VIP loses single queries; directly to the pods nothing is lost. */
export const LOSS_BY_VIP: Pattern = {
  id: 'loss-by-vip',
  words:
    'single queries via the VIP are lost, however they are sent; straight to the DNS pods nothing is lost',
  axes: [PARTIAL_SHARES, TOGETHER, TCP_FAILS],
  predict: (ask, [p = 0, together = 0, overTcp = 0]) => {
    if (ask.target.kind === 'endpoint') return UNAFFECTED;
    if (ask.target.kind !== 'vip') return FREE;
    return ask.transport === 'tcp' ? shares(overTcpOf(p, overTcp)) : lostOnPath(ask, p, together);
  },
};

/** A path that loses more than this leads nowhere: that is `VIP_LEADS_ASTRAY`, and what else is lost has another reason. */
const SHARES_OF_A_PATH = PARTIAL_SHARES.filter((share) => share <= 0.75);

/** Single queries are lost on a share of the VIP's flows: on the way to one server, after the node has rewritten them. */
export const LOSS_BEHIND_VIP: Pattern = {
  id: 'loss-behind-vip',
  words:
    'single queries are lost on a share of the flows via the VIP, and none straight to the DNS pods, as if they were lost on the way to one server after the node has rewritten them',
  axes: [SHARES_OF_A_PATH, WEIGHTS, TCP_FAILS],
  predict: (ask, [p = 0, weight = 0, overTcp = 0]) => {
    if (ask.target.kind === 'endpoint') return UNAFFECTED;
    if (ask.target.kind !== 'vip') return FREE;
    return behindVip(ask, weight, independent(p, p), overTcpOf(p, overTcp));
  },
};

export const STANDING_FLOW_LOST: Pattern = {
  id: 'standing-flow-lost',
  words:
    'only queries from the socket that stays open are lost; those from fresh sockets to the same VIP are not',
  axes: [SHARES, TOGETHER],
  predict: (ask, [p = 0, together = 0]) =>
    ask.target.kind === 'vip' && ask.socket === 'standing'
      ? fate(correlated(p, together))
      : nothingOnCluster(ask),
};

/** From the moment when its pod is gone, the standing socket loses everything. So a small share does not show this. */
const STANDING_SHARES = SHARES.filter((share) => share >= 0.1);

/** The share of fresh sockets that get the port of an earlier one, and with it the earlier one's entry. conntrack keeps that for 30 to 120 s. */
const REUSED_PORTS = [0, 0.01, 0.02] as const;

/**
 * Pods are gone, and the VIP leads there no more. Only the standing socket still does, and few fresh ones: their entries in
 * conntrack were not removed. This is one fault, so it is one pattern.
 */
export function gonePodsKeepFlow(...addresses: readonly string[]): Pattern {
  return {
    id: 'gone-pod-keeps-flow',
    addresses,
    words: `${addresses.join(' and ')} fail when asked directly, and of the flows via the VIP only that of the socket that stays open still leads there`,
    axes: [SHARES, STANDING_SHARES, REUSED_PORTS],
    predict: (ask, [gone = 0, standing = 0, reused = 0]) => {
      if (ask.target.kind === 'vip' && ask.socket === 'standing') return fate(sameFate(standing));
      if (ask.target.kind === 'vip') return behindVip(ask, reused, sameFate(1), UNHARMED);
      return directly(ask, addresses, sameFate(gone), sameFate(gone));
    },
  };
}

export function nameserverFails(address: string): Pattern {
  return {
    id: 'nameserver-fails',
    addresses: [address],
    words: `the nameserver ${address} fails; the others answer`,
    axes: [SHARES, TOGETHER],
    predict: (ask, [p = 0, together = 0]) => {
      if (ask.target.kind !== 'nameserver') return nothingOnCluster(ask);
      return ask.target.address === address ? fate(correlated(p, together)) : UNAFFECTED;
    },
  };
}

/** Nothing that is sent to the cluster's own servers is affected. */
export function nothingOnCluster(ask: Ask): Prediction {
  return onClusterPath(ask) ? UNAFFECTED : FREE;
}
