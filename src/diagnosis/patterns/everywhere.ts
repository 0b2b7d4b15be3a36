/** Patterns of the path: some queries are lost whomever they are sent to, or all of one transport. */

import type { Ask } from './ask.ts';
import { correlated, sameFate, UNHARMED } from './fate.ts';
import {
  FREE,
  fate,
  NEARLY_ALL,
  PARTIAL_SHARES,
  type Pattern,
  type Prediction,
  SHARES,
  TOGETHER,
} from './pattern.ts';

const NOTHING = fate(UNHARMED);

/** Does the arm take the cluster's own path: by the VIP, or straight to a DNS pod? Other servers may lie elsewhere. */
function onClusterPath({ target }: Ask): boolean {
  return target.kind === 'vip' || target.kind === 'endpoint';
}

/** TCP sends a lost segment again, so it loses less, or nothing. */
export const LOSS_EVERYWHERE: Pattern = {
  id: 'loss-everywhere',
  words: 'every way to ask over UDP loses about the same, straight to the DNS pods as well',
  axes: [PARTIAL_SHARES, TOGETHER],
  predict: (ask, [p = 0, together = 0]) => {
    if (!onClusterPath(ask) || ask.transport === 'tcp') return FREE;
    return fate(correlated(p, together));
  },
};

export const NEW_FLOWS_LOST: Pattern = {
  id: 'new-flows-lost',
  words: 'new flows are lost by the VIP and straight to the DNS pods, a flow that exists already is not',
  axes: [SHARES, TOGETHER],
  predict: (ask, [p = 0, together = 0]) => {
    if (!onClusterPath(ask) || ask.transport === 'tcp') return FREE;
    return ask.socket === 'standing' ? NOTHING : fate(correlated(p, together));
  },
};

export const ALL_UDP_LOST: Pattern = {
  id: 'all-udp-lost',
  words: 'everything over UDP is lost, TCP works',
  axes: [NEARLY_ALL],
  predict: (ask, [p = 0]) => {
    if (!onClusterPath(ask)) return FREE;
    return ask.transport === 'udp' ? fate(sameFate(p)) : NOTHING;
  },
};

export const TCP_LOST: Pattern = {
  id: 'tcp-lost',
  words: 'TCP fails, UDP works',
  axes: [SHARES],
  predict: (ask, [p = 0]): Prediction => {
    if (!onClusterPath(ask)) return FREE;
    return ask.transport === 'tcp' ? fate(sameFate(p)) : NOTHING;
  },
};

export const ALL_LOST: Pattern = {
  id: 'all-lost',
  words: 'nothing is answered, whomever fivesec asks and over which transport',
  axes: [NEARLY_ALL],
  predict: (ask, [p = 0]) => (onClusterPath(ask) ? fate(sameFate(p)) : FREE),
};
