/** Why is it slow, and which remedy would help? */

import { chosen, inRange, perSecond, perStep, type RowSpec } from './panel.ts';

const LOST = 'result=~"none|only-a|only-aaaa"';
const SENT = 'result!="error"';

export const CAUSES_ROW: RowSpec = {
  title: 'Why?',
  panels: [
    {
      kind: 'table',
      title: 'Verdicts by node',
      page: { title: 'Causes: what they mean, and how to repair them', path: 'causes.md' },
      description:
        "The current verdicts of the agents, and their confidence. An agent's page lists the facts.",
      unit: 'percentunit',
      width: 12,
      height: 6,
      max: 1,
      matrix: { row: 'node', column: 'cause' },
      queries: [{ expr: `max by (node, cause) (${chosen('fivesec_verdict')}) > 0`, legend: '{{cause}}' }],
    },
    {
      kind: 'timeseries',
      draw: 'bars',
      title: 'Slow lookups by cause',
      page: { title: 'Causes: what they mean, and how to repair them', path: 'causes.md' },
      description: 'The cause that a verdict names for each slow lookup.',
      unit: 'short',
      width: 12,
      height: 6,
      queries: [{ expr: `sum by (cause) (${perStep('fivesec_slow_lookups_total')})`, legend: '{{cause}}' }],
    },
  ],
};

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
          expr: `sum by (strategy) (${perSecond('fivesec_pairs_total', LOST)})\n/ sum by (strategy) (${perSecond('fivesec_pairs_total', SENT)})`,
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

export const ENDPOINTS: RowSpec = {
  title: 'DNS pods',
  panels: [
    {
      kind: 'table',
      title: 'Loss by node and DNS pod',
      description:
        'Pods asked directly, not via the VIP. A column with losses is a faulty pod. A row with losses is a faulty node.',
      unit: 'percentunit',
      width: 12,
      max: 1,
      matrix: { row: 'node', column: 'endpoint' },
      queries: [
        {
          expr: `sum by (node, endpoint) (${inRange('fivesec_endpoint_pairs_total', LOST)})\n/ sum by (node, endpoint) (${inRange('fivesec_endpoint_pairs_total', SENT)})`,
          legend: '{{endpoint}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Lost pairs by DNS pod and transport',
      description:
        'UDP and TCP separately. If only UDP loses, suspect a buffer or a policy. If both lose, suspect the pod.',
      unit: 'percentunit',
      width: 12,
      queries: [
        {
          expr: `sum by (endpoint, transport) (${perSecond('fivesec_endpoint_pairs_total', LOST)})\n/ sum by (endpoint, transport) (${perSecond('fivesec_endpoint_pairs_total', SENT)})`,
          legend: '{{endpoint}} {{transport}}',
        },
      ],
    },
  ],
};
