/** Faults of the upstream server. */

import { due, during, endMs, perhaps, Q, s, UPSTREAM, upstream } from '../blocks.ts';
import type { History } from '../history.ts';

export const UPSTREAMS: readonly History[] = [
  {
    id: 'upstream-5m',
    title: 'the upstream is silent for 5 min, cluster names are fine',
    endMs: endMs(Q + 300),
    faults: during(s(Q, Q + 300), upstream('silent')),
    truths: [due(s(Q, Q + 300), UPSTREAM)],
  },
  {
    id: 'upstream-inside',
    title: 'the same, and no outside name is configured',
    endMs: endMs(Q + 300),
    world: { outside: false },
    faults: during(s(Q, Q + 300), upstream('silent')),
    truths: [perhaps(s(Q, Q + 300), UPSTREAM)],
  },
  {
    id: 'upstream-servfail',
    title: 'the upstream answers SERVFAIL for 2 min',
    endMs: endMs(Q + 120),
    faults: during(s(Q, Q + 120), upstream('SERVFAIL')),
    truths: [due(s(Q, Q + 120), ['upstream-error'])],
  },
  {
    id: 'upstream-half',
    title: 'the upstream loses 50 % for 4 min, half of the names are in the cache',
    endMs: endMs(Q + 240),
    world: { hitRate: 0.5 },
    faults: during(s(Q, Q + 240), upstream('silent', 0.5)),
    truths: [due(s(Q, Q + 240), UPSTREAM)],
  },
];
