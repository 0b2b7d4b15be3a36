/** One fault of each kind, for minutes. */

import { during, oneFault, POD, perhaps, race, s, silent, slow, starved } from '../blocks.ts';
import type { History } from '../history.ts';

const KINDS: readonly History[] = [
  oneFault(
    'race-3m',
    'the race loses 40 % of pairs for 3 min (kernel before 5.0)',
    180,
    ['conntrack-race'],
    [],
    race(0.4),
  ),
  oneFault('snat-3m', 'SNAT ports clash, 30 %, for 3 min', 180, ['snat-port-race'], [], {
    kind: 'snat',
    share: 0.3,
    direct: true,
  }),
  oneFault(
    'podslow-3m',
    'one of two DNS pods answers after 1 s, for 3 min',
    180,
    ['server-slow'],
    POD,
    slow(1, 1000, 1),
  ),
  oneFault(
    'podslow3-3m',
    'one of two DNS pods answers after 3 s, for 3 min',
    180,
    ['server-slow'],
    POD,
    slow(1, 3000, 1),
  ),
  oneFault('stale-3m', 'an entry of conntrack is stale for 3 min', 180, ['stale-conntrack'], [], {
    kind: 'stale-flow',
  }),
  oneFault('udp-90s', 'UDP is blocked for 90 s', 90, ['udp-blocked'], [], {
    kind: 'filter',
    segment: { at: 'pod-node' },
    drops: 'udp',
  }),
  oneFault('tcp-3m', 'TCP is blocked for 3 min', 180, ['tcp-blocked'], [], {
    kind: 'filter',
    segment: { at: 'pod-node' },
    drops: 'tcp',
  }),
  oneFault('backlog-3m', "the node's backlog drops 30 % for 3 min", 180, ['node-backlog'], [], {
    kind: 'backlog',
    share: 0.3,
  }),
  oneFault(
    'starved-5',
    'the agent lacks CPU time: 5 % of probes, for 5 min',
    300,
    ['agent-starved'],
    [],
    starved(0.05),
  ),
  oneFault(
    'starved-50',
    'the agent lacks CPU time: 50 % of probes, for 5 min',
    300,
    ['agent-starved'],
    [],
    starved(0.5),
  ),
  {
    ...oneFault(
      'starved-pod',
      'the agent lacks CPU time (30 % of probes) all the time, and a DNS pod is silent for 3 min',
      180,
      POD,
      ['agent-starved'],
      silent(1),
    ),
  },
];

export const KINDS_OF_FAULTS: readonly History[] = KINDS.map((history) =>
  history.id === 'starved-pod'
    ? alsoStarved(history)
    : history.id === 'race-3m'
      ? { ...history, world: { era: 'searched' as const } }
      : history,
);

function alsoStarved(history: History): History {
  const always = s(0, history.endMs / 1000);
  return {
    ...history,
    faults: [...(history.faults ?? []), ...during(always, starved(0.3))],
    truths: [...(history.truths ?? []), perhaps(always, ['agent-starved'])],
  };
}
