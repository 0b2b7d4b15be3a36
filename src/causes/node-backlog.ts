/** The node's CPUs drop packets before the network stack handles them. */

import { rose } from '../compare/counts/counter-facts.ts';
import { backlogDrops } from '../compare/counts/counters.ts';
import { explainsLittle } from '../compare/harm.ts';
import type { Rule } from '../rules/rule.ts';
import { LIKELY } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';

/** The confidence if the counter rose beyond doubt, but explains less than half of the loss. */
const UNMATCHED = 0.6;

const rule: Rule = {
  id: 'softnet-drops',
  predicts: [],
  argument:
    'softnet_stat counts the packets that the node dropped before the network stack handled them, for all traffic of the node. It is evidence only if it rises in the same steps in which our queries are lost, by about as many, and more than at other times.',
  when: (view) => {
    const found = view.excessOf(backlogDrops);
    if (found.kind !== 'elevated') return undefined;
    return {
      confidence: found.explains ? LIKELY : UNMATCHED,
      isMinor: explainsLittle(view, found.rise - found.expected),
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
    { change: 'Find the workload that floods this node with packets' },
  ],
  askNext: ['separate'],
  counter: backlogDrops,
};
