/** Row: which remedy would help? */

import { COUNTED, LOST } from './pair-results.ts';
import { chosen, perSecond, type RowSpec } from './panel.ts';

export const REMEDIES: RowSpec = {
  title: 'Which remedy would help?',
  panels: [
    {
      kind: 'table',
      title: 'Loss that each strategy would leave',
      page: { title: 'Remedies, measured', path: 'remedies.md' },
      description:
        'Measured on each node. If `pair` loses and `reopen` does not, then `options single-request-reopen` helps there.',
      unit: 'percentunit',
      width: 12,
      height: 6,
      max: 1,
      matrix: { row: 'node', column: 'strategy' },
      queries: [
        { expr: `max by (node, strategy) (${chosen('fivesec_remedy_loss_ratio')})`, legend: '{{strategy}}' },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Lost pairs by strategy',
      description:
        'Share of the pairs (an A and an AAAA query for one name) of which at least one query got no answer.',
      unit: 'percentunit',
      width: 12,
      height: 6,
      queries: [
        {
          expr: `sum by (strategy) (${perSecond('fivesec_pairs_total', LOST)})\n/ sum by (strategy) (${perSecond('fivesec_pairs_total', COUNTED)})`,
          legend: '{{strategy}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Query duration by strategy, 99th percentile',
      description: 'How long a strategy takes if nothing is lost.',
      unit: 's',
      width: 12,
      queries: [
        {
          expr: `histogram_quantile(0.99, sum by (le, strategy) (${perSecond('fivesec_query_duration_seconds_bucket')}))`,
          legend: '{{strategy}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Unanswered and late queries by strategy',
      description: 'A late query is not lost: its answer came after the deadline.',
      unit: 'ops',
      width: 12,
      queries: [
        {
          expr: `sum by (strategy, qtype) (${perSecond('fivesec_query_timeouts_total')})`,
          legend: '{{strategy}} {{qtype}} unanswered',
        },
        {
          expr: `sum by (strategy, qtype) (${perSecond('fivesec_late_answers_total')})`,
          legend: '{{strategy}} {{qtype}} late',
        },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Verdicts over time',
      description: 'The highest confidence of any agent in each cause.',
      unit: 'percentunit',
      width: 12,
      max: 1,
      queries: [{ expr: `max by (cause) (${chosen('fivesec_verdict')}) > 0`, legend: '{{cause}}' }],
    },
    {
      kind: 'table',
      title: 'Race window by node',
      linksToAgent: true,
      description:
        '`open`: a clash in conntrack loses a packet here. `partly-repaired`: the kernel repairs some clashes and drops others. `repaired`: it repairs them. `absent`: there are no clashes on this path. The instance links to the page of that agent.',
      unit: 'short',
      width: 12,
      queries: [
        {
          expr: `max by (node, instance, kernel, nameserver, race_window) (${chosen('fivesec_node_info')})`,
          legend: '{{node}}',
        },
      ],
    },
  ],
};
