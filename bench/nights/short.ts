/** Short faults, outages, faults that flap, and faults that grow. */

import type { Cause } from '../../src/domain/cause.ts';
import type { Mechanism } from '../../test/worlds/world.ts';
import {
  due,
  during,
  flapping,
  full,
  LOSS,
  loss,
  noVip,
  POD,
  perhaps,
  Q,
  race,
  refusing,
  s,
  silent,
  slow,
  starved,
  UPSTREAM,
  upstream,
} from './faults.ts';
import type { History, Timed, Truth } from './history.ts';

const endMs = (untilS: number) => (untilS + 100) * 1000;
const VIP: readonly Cause[] = ['vip-unreachable'];
/** Everything that leaves the pod is lost: nobody can say whether the pods or the network are gone. */
const NETWORK: readonly Cause[] = ['packet-loss', 'endpoint-down'];

function one(
  id: string,
  title: string,
  lasts: number,
  right: readonly Cause[],
  accepted: readonly Cause[],
  ...faults: readonly Mechanism[]
): History {
  const span = s(Q, Q + lasts);
  const truth = lasts >= 120 ? due(span, right, accepted) : perhaps(span, right, accepted);
  return { id, title, endMs: endMs(Q + lasts), faults: during(span, ...faults), truths: [truth] };
}

const SHORT: readonly History[] = [
  one('net-5s', 'the network of the node is away for 5 s', 5, NETWORK, [], loss(1)),
  one('net-20s', 'the network of the node is away for 20 s', 20, NETWORK, [], loss(1)),
  one('net-30s', 'the network of the node is away for 30 s', 30, NETWORK, [], loss(1)),
  one('net-90s', 'the network of the node is away for 90 s', 90, NETWORK, [], loss(1)),
  one('pod-5s', 'one of two DNS pods is silent for 5 s', 5, POD, [], silent(1)),
  one('pod-20s', 'one of two DNS pods is silent for 20 s', 20, POD, [], silent(1)),
  one('pod-30s', 'one of two DNS pods is silent for 30 s', 30, POD, [], silent(1)),
  one('pod-90s', 'one of two DNS pods is silent for 90 s', 90, POD, [], silent(1)),
  one('loss30-20s', 'the path loses 30 % for 20 s', 20, LOSS, [], loss(0.3)),
  one('loss30-90s', 'the path loses 30 % for 90 s', 90, LOSS, [], loss(0.3)),
  one(
    'vip-10s',
    'kube-proxy starts again: the VIP refuses for 10 s, the pods answer',
    10,
    VIP,
    [],
    noVip('refusing'),
  ),
  one('eperm-30s', 'a policy refuses 30 % of sends for 30 s', 30, ['send-refused'], [], {
    kind: 'send-refused',
    code: 'EPERM',
    share: 0.3,
  }),
  one('aaaa-30s', 'AAAA gets no answer for 30 s', 30, ['aaaa-broken'], [], {
    kind: 'aaaa',
    how: 'silent',
    share: 1,
  }),
  one('servfail-30s', 'both pods answer SERVFAIL for 30 s', 30, ['server-error'], [], {
    kind: 'pod',
    pods: [0, 1],
    state: { how: 'erring', share: 1, rcode: 'SERVFAIL' },
  }),
];

const OUTAGES: readonly History[] = [
  one(
    'out-10s',
    'no DNS pod for 10 s: the VIP refuses, the pods are silent',
    10,
    VIP,
    POD,
    noVip('refusing'),
    silent(0, 1),
  ),
  one(
    'out-60s',
    'no DNS pod for 60 s: the VIP refuses, the pods are silent',
    60,
    VIP,
    POD,
    noVip('refusing'),
    silent(0, 1),
  ),
  one(
    'out-10m',
    'no DNS pod for 10 min: the VIP refuses, the pods are silent',
    600,
    VIP,
    POD,
    noVip('refusing'),
    silent(0, 1),
  ),
  one('frozen-4m', 'both DNS pods are silent for 4 min and stay in the Service', 240, POD, [], silent(0, 1)),
  one(
    'reset-4m',
    'both DNS pods refuse (ICMP and resets from the pods) for 4 min and stay in the Service',
    240,
    POD,
    [],
    refusing(0, 1),
  ),
  one('vip-silent-4m', 'the VIP is silent for 4 min, the pods answer', 240, VIP, [], noVip('silent')),
];

const f = s(Q, Q + 600);
const flap = (
  id: string,
  title: string,
  on: number,
  off: number,
  causes: readonly Cause[],
  ...faults: readonly Mechanism[]
): History => ({
  ...{
    id,
    title,
    endMs: endMs(Q + 600),
    faults: flapping(f, on, off, ...faults),
    truths: [perhaps(f, causes)],
  },
});
const long = s(Q, Q + 840);
const SLOWLY: readonly History[] = [
  flap('flap-pod-10-50', 'one of two DNS pods is silent for 10 s of each minute', 10, 50, POD, silent(1)),
  flap('flap-loss-10-50', 'the path loses 50 % for 10 s of each minute', 10, 50, LOSS, loss(0.5)),
  flap('flap-vip-10-50', 'the VIP refuses for 10 s of each minute', 10, 50, VIP, noVip('refusing')),
  flap(
    'flap-full-30-270',
    'the conntrack table is full (70 % of new flows) for 30 s of each 5 min',
    30,
    270,
    ['conntrack-full'],
    full(0.7),
  ),
  flap(
    'flap-upstream-40-260',
    'the upstream is slow for 40 s of each 5 min',
    40,
    260,
    ['upstream-slow'],
    upstream('slow'),
  ),
  flap(
    'flap-oom-8-112',
    'CoreDNS is killed for lack of memory: one of two pods refuses for 8 s of each 2 min',
    8,
    112,
    POD,
    refusing(1),
  ),
  flap(
    'flap-oom-both',
    'both CoreDNS pods are killed at once: they refuse for 10 s of each 2 min',
    10,
    110,
    POD,
    refusing(0, 1),
  ),
  {
    id: 'flap-pod-2-5',
    title: 'one of two DNS pods is silent for 2 min, fine for 5 min, and silent again',
    endMs: endMs(Q + 540),
    faults: flapping(s(Q, Q + 540), 120, 300, silent(1)),
    truths: [due(s(Q, Q + 120), POD), due(s(Q + 420, Q + 540), POD)],
  },
  {
    id: 'flap-loss-2-5',
    title: 'the path loses 30 % for 2 min, none for 5 min, and 30 % again',
    endMs: endMs(Q + 540),
    faults: flapping(s(Q, Q + 540), 120, 300, loss(0.3)),
    truths: [due(s(Q, Q + 120), LOSS), due(s(Q + 420, Q + 540), LOSS)],
  },
  grows(
    'grow-loss',
    'loss grows: 0.5, 1, 2, 5, 10, 20, 30 %, 2 min each',
    [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3],
    (x) => loss(x),
    LOSS,
  ),
  grows(
    'grow-slow',
    'both DNS pods become slow: 30, 60, 120, 250, 500, 1000, 2000 ms, 2 min each',
    [30, 60, 120, 250, 500, 1000, 2000],
    (x) => slow(1, x, 0, 1),
    ['server-slow'],
  ),
  grows(
    'grow-upstream',
    'the upstream loses 2, 5, 10, 20, 40, 70, 100 %, 2 min each',
    [0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1],
    (x) => upstream('silent', x),
    UPSTREAM,
  ),
  grows(
    'grow-full',
    'the conntrack table fills: 1, 2, 5, 10, 20, 40, 60 % of new flows are dropped, 2 min each',
    [0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6],
    full,
    ['conntrack-full'],
  ),
];

function grows(
  id: string,
  title: string,
  steps: readonly number[],
  made: (share: number) => Mechanism,
  right: readonly Cause[],
): History {
  const faults = steps.flatMap((share, index): Timed[] =>
    during(s(Q + index * 120, Q + (index + 1) * 120), made(share)),
  );
  const last = due(s(Q + 720, Q + 840), right);
  const truths: Truth[] = [perhaps(long, right), last];
  return { id, title, endMs: endMs(Q + 840), faults, truths };
}

const KINDS: readonly History[] = [
  one(
    'race-3m',
    'the race loses 40 % of pairs for 3 min (kernel before 5.0)',
    180,
    ['conntrack-race'],
    [],
    race(0.4),
  ),
  one('snat-3m', 'SNAT ports clash, 30 %, for 3 min', 180, ['snat-port-race'], [], {
    kind: 'snat',
    share: 0.3,
    direct: true,
  }),
  one(
    'podslow-3m',
    'one of two DNS pods answers after 1 s, for 3 min',
    180,
    ['server-slow'],
    POD,
    slow(1, 1000, 1),
  ),
  one(
    'podslow3-3m',
    'one of two DNS pods answers after 3 s, for 3 min',
    180,
    ['server-slow'],
    POD,
    slow(1, 3000, 1),
  ),
  one('stale-3m', 'an entry of conntrack is stale for 3 min', 180, ['stale-conntrack'], [], {
    kind: 'stale-flow',
  }),
  one('udp-90s', 'UDP is blocked for 90 s', 90, ['udp-blocked'], [], {
    kind: 'filter',
    segment: { at: 'pod-node' },
    drops: 'udp',
  }),
  one('tcp-3m', 'TCP is blocked for 3 min', 180, ['tcp-blocked'], [], {
    kind: 'filter',
    segment: { at: 'pod-node' },
    drops: 'tcp',
  }),
  one('backlog-3m', "the node's backlog drops 30 % for 3 min", 180, ['node-backlog'], [], {
    kind: 'backlog',
    share: 0.3,
  }),
  one(
    'starved-5',
    'the agent lacks CPU time: 5 % of probes, for 5 min',
    300,
    ['agent-starved'],
    [],
    starved(0.05),
  ),
  one(
    'starved-50',
    'the agent lacks CPU time: 50 % of probes, for 5 min',
    300,
    ['agent-starved'],
    [],
    starved(0.5),
  ),
  {
    ...one(
      'starved-pod',
      'the agent lacks CPU time (30 % of probes) all the time, and a DNS pod is silent for 3 min',
      180,
      POD,
      ['agent-starved'],
      silent(1),
    ),
  },
];

export const FIRST: readonly History[] = [
  ...SHORT,
  ...OUTAGES,
  ...SLOWLY,
  ...KINDS.map((history) =>
    history.id === 'starved-pod'
      ? alsoStarved(history)
      : history.id === 'race-3m'
        ? { ...history, world: { era: 'searched' as const } }
        : history,
  ),
];

function alsoStarved(history: History): History {
  const always = s(0, history.endMs / 1000);
  return {
    ...history,
    faults: [...(history.faults ?? []), ...during(always, starved(0.3))],
    truths: [...(history.truths ?? []), perhaps(always, ['agent-starved'])],
  };
}
