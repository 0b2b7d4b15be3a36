/** The node's neighbour table (ARP, NDISC) is full, so packets to new neighbours can't be sent. */

import { rose } from '../compare/counts/counter-facts.ts';
import { neighbourTableFull } from '../compare/counts/counters.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Rule } from '../rules/rule.ts';
import { LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';

/** The confidence if the counter rose beyond doubt, but explains less than half of the loss. */
const UNMATCHED = 0.6;

const tableFulls: Rule = {
  id: 'neighbour-table-fulls',
  predicts: [],
  argument:
    'The kernel counts each new neighbour for which the table of link-layer addresses has no room (`table_fulls`). All network namespaces of the node share one table and one count. If the count rises in the same steps in which queries are lost, and more than at other times, packets could not be sent to their next hop.',
  when: (view) => {
    const found = view.excessOf(neighbourTableFull);
    if (found.kind !== 'elevated') return undefined;
    return {
      confidence: found.explains ? LIKELY : UNMATCHED,
      facts: [
        rose('table_fulls', found),
        `${view.evidence.lossy.failed} queries were lost in the same steps`,
      ],
    };
  },
};

const noBufferSpace: Rule = {
  id: 'send-fails-with-enobufs',
  predicts: [],
  argument:
    'The system call that sends a query fails with ENOBUFS. A full neighbour table has this effect (`neigh_create` in net/core/neighbour.c), and so has a full queue of the network device. If `table_fulls` rises at the same time, the table is the reason.',
  when: ({ evidence }) => {
    const refused = evidence.arms.reduce((sum, { a, aaaa }) => sum + enobufs(a) + enobufs(aaaa), 0);
    if (refused === 0) return undefined;
    const full = neighbourTableFull(evidence.node);
    const isFull = full.kind === 'read' && full.value > 0;
    return {
      confidence: isFull ? LIKELY : POSSIBLE,
      facts: [
        `queries whose send failed with ENOBUFS: ${refused}`,
        full.kind === 'read'
          ? `table_fulls rose by ${full.value} in the same time`
          : `table_fulls: not known (${full.detail})`,
      ],
    };
  },
};

export const neighbourTable: CauseDefinition<'neighbour-table-full'> = {
  cause: 'neighbour-table-full',
  rules: [tableFulls, noBufferSpace],
  remedies: [
    {
      change:
        'Raise net.ipv4.neigh.default.gc_thresh1, gc_thresh2 and gc_thresh3 on the node (net.ipv6.neigh for IPv6)',
    },
    { change: 'Find what fills the table: `ip neigh | wc -l`, on the node and in its network namespaces' },
  ],
  askNext: ['pair', 'endpoint'],
  counter: neighbourTableFull,
};

function enobufs({ sendErrorCodes }: Evidence['arms'][number]['a']): number {
  return sendErrorCodes['ENOBUFS'] ?? 0;
}
