/** The node's CPUs drop packets before the network stack handles them. */

import { rose } from '../compare/counter-facts.ts';
import { backlogDrops } from '../compare/counters.ts';
import { LIKELY } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';
import type { Rule } from './rule.ts';

/** The confidence if the counter rose beyond doubt, but explains less than half of the loss. */
const UNMATCHED = 0.6;

const rule: Rule = {
  id: 'softnet-drops',
  predicts: [],
  argument:
    'softnet_stat counts packets dropped before the network stack saw them, of the whole node and of all traffic. It speaks only if it rises in the very steps in which we lost queries, by about as many, and more than it does otherwise.',
  when: (view) => {
    const found = view.excessOf(backlogDrops);
    if (found.kind !== 'elevated') return undefined;
    return {
      confidence: found.explains ? LIKELY : UNMATCHED,
      facts: [
        rose('softnet_stat dropped', found),
        `${view.evidence.lossy.failed} queries were lost in the same steps`,
      ],
    };
  },
};

export const nodeBacklog: CauseDefinition<'node-backlog'> = {
  cause: 'node-backlog',
  rules: [rule],
  remedies: [
    { change: 'Raise net.core.netdev_max_backlog, and spread interrupts over CPUs (RPS)' },
    { change: 'Find what floods this node with packets' },
  ],
  askNext: ['separate'],
};
