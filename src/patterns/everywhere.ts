/** Patterns of the path: queries to every server are lost, or all queries of one transport. */

import { type Ask, onClusterPath } from './ask.ts';
import { NEARLY_ALL, overTcpOf, PARTIAL_SHARES, SHARES, TCP_FAILS, TOGETHER } from './axes.ts';
import { lostOnPath } from './bursts.ts';
import { correlated, independent, sameFate, UNHARMED, withMargins } from './fate.ts';
import type { Pattern } from './pattern.ts';
import { anyOf, eitherOf, FREE, fate, type Prediction, shares, UNAFFECTED } from './prediction.ts';

export const LOSS_EVERYWHERE: Pattern = {
  id: 'loss-everywhere',
  words: 'every way to ask over UDP loses about the same share, straight to the DNS pods as well',
  axes: [PARTIAL_SHARES, TOGETHER, TCP_FAILS],
  predict: (ask, [p = 0, together = 0, overTcp = 0]) => {
    if (!onClusterPath(ask)) return FREE;
    return ask.transport === 'tcp' ? shares(overTcpOf(p, overTcp)) : lostOnPath(ask, p, together);
  },
};

/** How often the first of two queries is lost, relative to the second. If a limit lets the first pass, less is left for the second. */
const SHARES_OF_FIRST = [0.3, 0.5, 0.8, 0.95] as const;
/** How much an arm may lose, relative to the others. It depends on whether its queries reach the limit early or late. */
const SCALES = [0.5, 0.75, 1, 1.2, 1.45] as const;
/** The same where the second query waits for the first: each pair begins with what many others have just used. */
const SCALES_IN_TURN = [...SCALES, 1.8] as const;
/**
 * The second query of `sequential` leaves when the first has timed out, alone and in a quieter moment, or beside as many others. If the first was
 * answered, the second leaves at once, and the first has used what the limit lets pass.
 */
const SHARES_LATER = [1, 0.4, 0.05, 0] as const;
const TOGETHERNESS = [0, 1] as const;

/**
 * A token bucket drops what exceeds a rate. Which query it drops depends on what was sent before it. So the pattern predicts
 * neither the exact share of an arm, nor how often both queries of a pair are lost.
 */
export const LOSS_ABOVE_A_RATE: Pattern = {
  id: 'loss-above-a-rate',
  words:
    'every way to ask over UDP loses queries, straight to the DNS pods as well, and most often the second of two queries, as a limit on the rate would do',
  axes: [PARTIAL_SHARES, SHARES_OF_FIRST, TCP_FAILS],
  predict: (ask, values) => (onClusterPath(ask) ? aboveARate(ask, values) : FREE),
};

/** The same limit on what is sent to the VIP alone: a rule of the node for this address. */
export const LOSS_BY_VIP_ABOVE_A_RATE: Pattern = {
  id: 'loss-by-vip-above-a-rate',
  words:
    'every way to ask over UDP via the VIP loses queries, and most often the second of two queries, as a limit on the rate would do; straight to the DNS pods nothing is lost',
  axes: LOSS_ABOVE_A_RATE.axes,
  predict: (ask, values) => {
    if (ask.target.kind === 'endpoint') return UNAFFECTED;
    return ask.target.kind === 'vip' ? aboveARate(ask, values) : FREE;
  },
};

function aboveARate(ask: Ask, [p = 0, shareOfFirst = 0, overTcp = 0]: readonly number[]): Prediction {
  if (ask.transport === 'tcp') return shares(overTcpOf(p, overTcp));
  const first = ask.strategy === 'race' ? 1 : shareOfFirst;
  const together = [first, 1].map((share) => [share, 1] as const);
  const ratios =
    ask.spacing === 'after-answer'
      ? [...SHARES_LATER.map((later) => [1, later] as const), [first, 1] as const]
      : together;
  const scales = ask.spacing === 'after-answer' ? SCALES_IN_TURN : SCALES;
  return anyOf(
    ...scales.flatMap((scale) =>
      ratios.flatMap(([a, aaaa]) =>
        TOGETHERNESS.map((both) => withMargins(within(p * scale * a), within(p * scale * aaaa), both)),
      ),
    ),
  );
}

function within(p: number): number {
  return Math.min(1, p);
}

/**
 * The first packet of a flow is lost. If two queries leave one port, that is the first query. The second is lost only if the
 * first was, and not always.
 */
export function firstOfFlow(ask: Ask, [p = 0, again = 0, overTcp = 0]: readonly number[]): Prediction {
  if (ask.transport === 'tcp') return shares(sameFate(p * overTcp));
  if (ask.socket === 'standing') return UNAFFECTED;
  if (ask.sockets === 'two') return fate(correlated(p, 0));
  const second = ask.strategy === 'race' ? 0.5 : 0;
  const one = p * (1 - again);
  return fate({ neither: 1 - p, onlyA: one * (1 - second), onlyAaaa: one * second, both: p * again });
}

/** How often the second packet of a flow is lost if the first was, and how often TCP fails compared with UDP. */
const FLOW_AXES = [SHARES, [0, 0.15, 0.4, 0.7], [0, 0.4, 1]];

export const NEW_FLOWS_LOST: Pattern = {
  id: 'new-flows-lost',
  words:
    'new flows are lost, or their first packet is, via the VIP and straight to the DNS pods; flows that exist already lose nothing',
  axes: FLOW_AXES,
  predict: (ask, values) => (onClusterPath(ask) ? firstOfFlow(ask, values) : FREE),
};

/** How often the second query is lost, relative to the first, if it leaves seconds later. A flow or a port may be free again by then. */
const LATER = [1, 0.9, 0.6, 0.3, 0] as const;

/** Few lost flows look the same as a DNS pod that is down now and then. */
const GREAT_SHARES = SHARES.filter((share) => share >= 0.4);

/**
 * A limit on the number of UDP flows, or of ports, loses every packet of a new flow. A standing socket loses what it sends until it
 * has a flow, and nothing from then on. Via the VIP alone, that is `vip-leads-astray`.
 */
export const WHOLE_UDP_FLOWS_LOST = udpFlowsLost(
  'new flows over UDP are lost as a whole, via the VIP and straight to the DNS pods; flows that exist already lose nothing, and TCP works',
  [0],
);

/** The same where flows or ports run out for moments: two flows that begin together are lost or answered together, mostly. */
export const UDP_FLOWS_LOST_IN_MOMENTS = udpFlowsLost(
  'for moments, new flows over UDP are lost as a whole, via the VIP and straight to the DNS pods; flows that exist already lose nothing, and TCP works',
  [0.3, 0.6, 0.8, 1],
);

/** `alike`: how often two flows that begin at once have the same fate, beyond chance. */
function udpFlowsLost(words: string, alike: readonly number[]): Pattern {
  return {
    id: 'new-flows-lost',
    words,
    axes: [GREAT_SHARES],
    predict: (ask, [p = 0]) => {
      if (!onClusterPath(ask)) return FREE;
      if (ask.transport === 'tcp') return UNAFFECTED;
      if (ask.socket === 'standing') return eitherOf(p, sameFate(p), UNHARMED);
      const together =
        ask.sockets === 'one' ? ([1] as const) : alike[0] === 0 ? ([0] as const) : TOGETHERNESS;
      if (ask.spacing === 'after-answer')
        return anyOf(...LATER.flatMap((later) => together.map((both) => withMargins(p, p * later, both))));
      if (ask.sockets === 'one') return fate(sameFate(p));
      return anyOf(...alike.map((both) => correlated(p, both)));
    },
  };
}

export const NEW_FLOWS_BY_VIP_LOST: Pattern = {
  id: 'new-flows-by-vip-lost',
  words:
    'the first packet of a new flow via the VIP is lost; flows that exist already, or go straight to a DNS pod, lose nothing',
  axes: FLOW_AXES,
  predict: (ask, values) => {
    if (ask.target.kind === 'endpoint') return UNAFFECTED;
    return ask.target.kind === 'vip' ? firstOfFlow(ask, values) : FREE;
  },
};

export const ALL_UDP_LOST: Pattern = {
  id: 'all-udp-lost',
  words: 'everything over UDP is lost, TCP works',
  axes: [NEARLY_ALL],
  predict: (ask, [p = 0]) => {
    if (!onClusterPath(ask)) return FREE;
    return ask.transport === 'udp' ? fate(sameFate(p)) : UNAFFECTED;
  },
};

export const TCP_LOST: Pattern = {
  id: 'tcp-lost',
  words: 'TCP fails, UDP works',
  axes: [SHARES],
  predict: (ask, [p = 0]): Prediction => {
    if (!onClusterPath(ask)) return FREE;
    // Connections fail as a whole, or a proxy that takes them loses single queries.
    return ask.transport === 'tcp' ? anyOf(sameFate(p), independent(p, p)) : UNAFFECTED;
  },
};

/** The Service has no rule for TCP, or a policy blocks TCP to its address. */
export const TCP_BY_VIP_LOST: Pattern = {
  id: 'tcp-lost',
  words: 'TCP via the VIP fails; TCP straight to the DNS pods and UDP work',
  axes: [NEARLY_ALL],
  predict: (ask, [p = 0]): Prediction => {
    if (!onClusterPath(ask)) return FREE;
    return ask.transport === 'tcp' && ask.target.kind === 'vip' ? fate(sameFate(p)) : UNAFFECTED;
  },
};

/** TCP to some DNS pods fails, and so does the share of TCP via the VIP that leads there. That share is a free parameter. */
export function tcpToPodsLost(...addresses: readonly string[]): Pattern {
  return {
    id: 'tcp-lost',
    addresses,
    words: `TCP to ${addresses.join(' and ')} fails, UDP works`,
    axes: [SHARES, [0, 0.2, 0.5, 1]],
    predict: (ask, [p = 0, weight = 0]) => {
      if (!onClusterPath(ask)) return FREE;
      if (ask.transport === 'udp') return UNAFFECTED;
      if (ask.target.kind === 'vip') return fate(sameFate(p * weight));
      return addresses.includes(ask.target.address) ? fate(sameFate(p)) : UNAFFECTED;
    },
  };
}

export const ALL_LOST: Pattern = {
  id: 'all-lost',
  words: 'no server answers, over UDP or TCP',
  axes: [NEARLY_ALL],
  predict: (ask, [p = 0]) => (onClusterPath(ask) ? fate(sameFate(p)) : FREE),
};
