/** Other set-ups of DNS: nameservers outside the cluster, caches on the node. */

import { due, during, endMs, LOSS, loss, noVip, perhaps, Q, s, VIP } from '../blocks.ts';
import type { History } from '../history.ts';

const EXTERNAL: Partial<History> = { set: 'none', world: { pods: 2, list: 'unknown', nameservers: 2 } };
const CACHE = { cache: { place: 'first' as const, known: false } };
export const SETUPS: readonly History[] = [
  {
    id: 'external-quiet',
    title: 'two nameservers outside the cluster, no list of pods, all fine',
    endMs: 600_000,
    ...EXTERNAL,
  },
  {
    id: 'external-second',
    title: 'the same; the second one is silent for 4 min',
    endMs: endMs(Q + 240),
    ...EXTERNAL,
    faults: during(s(Q, Q + 240), { kind: 'nameserver', index: 1, how: 'silent' }),
    truths: [due(s(Q, Q + 240), ['nameserver-down'])],
  },
  {
    id: 'external-first',
    title: 'the same; the first one is silent for 4 min',
    endMs: endMs(Q + 240),
    ...EXTERNAL,
    faults: during(s(Q, Q + 240), noVip('silent')),
    truths: [due(s(Q, Q + 240), ['nameserver-down'], VIP)],
  },
  {
    id: 'external-loss',
    title: 'the same; the path loses 30 % for 4 min',
    endMs: endMs(Q + 240),
    ...EXTERNAL,
    faults: during(s(Q, Q + 240), loss(0.3)),
    truths: [due(s(Q, Q + 240), LOSS)],
  },
  {
    id: 'cache-restart',
    title: 'the node-local cache restarts: it refuses for 5 s',
    endMs: endMs(Q + 5),
    world: CACHE,
    faults: during(s(Q, Q + 5), { kind: 'cache', how: 'refusing' }),
    truths: [perhaps(s(Q, Q + 5), ['node-local-down'])],
  },
  {
    id: 'cache-restart-30',
    title: 'the node-local cache restarts: it is silent for 30 s',
    endMs: endMs(Q + 30),
    world: CACHE,
    faults: during(s(Q, Q + 30), { kind: 'cache', how: 'silent' }),
    truths: [perhaps(s(Q, Q + 30), ['node-local-down'])],
  },
  {
    id: 'cache-down',
    title: 'the node-local cache is silent for 4 min',
    endMs: endMs(Q + 240),
    world: CACHE,
    faults: during(s(Q, Q + 240), { kind: 'cache', how: 'silent' }),
    truths: [due(s(Q, Q + 240), ['node-local-down'])],
  },
];
