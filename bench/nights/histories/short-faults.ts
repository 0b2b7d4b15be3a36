/** One fault that lasts for 5 to 90 seconds. */

import { LOSS, loss, NETWORK, noVip, oneFault, POD, silent, VIP } from '../blocks.ts';
import type { History } from '../history.ts';

export const SHORT_FAULTS: readonly History[] = [
  oneFault('net-5s', 'the network of the node is away for 5 s', 5, NETWORK, [], loss(1)),
  oneFault('net-20s', 'the network of the node is away for 20 s', 20, NETWORK, [], loss(1)),
  oneFault('net-30s', 'the network of the node is away for 30 s', 30, NETWORK, [], loss(1)),
  oneFault('net-90s', 'the network of the node is away for 90 s', 90, NETWORK, [], loss(1)),
  oneFault('pod-5s', 'one of two DNS pods is silent for 5 s', 5, POD, [], silent(1)),
  oneFault('pod-20s', 'one of two DNS pods is silent for 20 s', 20, POD, [], silent(1)),
  oneFault('pod-30s', 'one of two DNS pods is silent for 30 s', 30, POD, [], silent(1)),
  oneFault('pod-90s', 'one of two DNS pods is silent for 90 s', 90, POD, [], silent(1)),
  oneFault('loss30-20s', 'the path loses 30 % for 20 s', 20, LOSS, [], loss(0.3)),
  oneFault('loss30-90s', 'the path loses 30 % for 90 s', 90, LOSS, [], loss(0.3)),
  oneFault(
    'vip-10s',
    'kube-proxy starts again: the VIP refuses for 10 s, the pods answer',
    10,
    VIP,
    [],
    noVip('refusing'),
  ),
  oneFault('eperm-30s', 'a policy refuses 30 % of sends for 30 s', 30, ['send-refused'], [], {
    kind: 'send-refused',
    code: 'EPERM',
    share: 0.3,
  }),
  oneFault('aaaa-30s', 'AAAA gets no answer for 30 s', 30, ['aaaa-broken'], [], {
    kind: 'aaaa',
    how: 'silent',
    share: 1,
  }),
  oneFault('servfail-30s', 'both pods answer SERVFAIL for 30 s', 30, ['server-error'], [], {
    kind: 'pod',
    pods: [0, 1],
    state: { how: 'erring', share: 1, rcode: 'SERVFAIL' },
  }),
];
