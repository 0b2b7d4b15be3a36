/** Row: is there a problem? */

import { BLAMED } from './blamed.ts';
import { inRange, perStep, type RowSpec } from './panel.ts';

const FAILED = 'outcome=~"server-failure|timeout|unreachable"';
/** Prometheus 3 writes the edge of one second with a decimal, Prometheus 2 as the agent does. */
const UNDER_1S = 'le=~"1(\\\\.0)?"';

export const PROBLEM: RowSpec = {
  title: 'Is there a problem?',
  panels: [
    {
      kind: 'stat',
      title: 'Lookups under one second',
      page: { title: 'Runbook: the error budget', path: 'runbooks/FivesecErrorBudgetBurn.md' },
      description: 'Share of the lookups that took less than a second. The objective is 99.9 %.',
      unit: 'percentunit',
      width: 6,
      decimals: 3,
      steps: [
        [null, 'red'],
        [0.995, 'orange'],
        [0.999, 'green'],
      ],
      queries: [
        {
          expr: `sum(${inRange('fivesec_lookup_duration_seconds_bucket', UNDER_1S)})\n/ sum(${inRange('fivesec_lookup_duration_seconds_count')})`,
          legend: 'under 1 s',
        },
      ],
    },
    {
      kind: 'stat',
      title: 'Slow lookups',
      page: { title: 'All runbooks', path: 'runbooks/README.md' },
      description:
        'Lookups that took a resolver timeout (2.4 s) or longer. Each of them stalls an application.',
      unit: 'short',
      width: 6,
      decimals: 0,
      steps: [
        [null, 'green'],
        [0.5, 'orange'],
      ],
      queries: [{ expr: `sum(${inRange('fivesec_slow_lookups_total', BLAMED)})`, legend: 'slow' }],
    },
    {
      kind: 'stat',
      title: 'Nodes with slow lookups',
      description:
        'If it is one node, look at that node. If it is all nodes, look at the DNS servers and their upstream servers.',
      unit: 'short',
      width: 6,
      decimals: 0,
      steps: [
        [null, 'green'],
        [0.5, 'orange'],
      ],
      queries: [
        {
          expr: `count(sum by (node) (${inRange('fivesec_slow_lookups_total', BLAMED)}) > 0) or vector(0)`,
          legend: 'nodes',
        },
      ],
    },
    {
      kind: 'stat',
      title: 'Failed lookups',
      page: { title: 'Runbook: lookups fail', path: 'runbooks/FivesecLookupFailures.md' },
      description: 'Share of the lookups that ended without an answer or with an error code.',
      unit: 'percentunit',
      width: 6,
      decimals: 3,
      steps: [
        [null, 'green'],
        [0.001, 'orange'],
        [0.01, 'red'],
      ],
      queries: [
        {
          expr: `sum(${inRange('fivesec_lookups_total', FAILED)})\n/ sum(${inRange('fivesec_lookups_total')})`,
          legend: 'failed',
        },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'bars',
      title: 'Slow lookups by node',
      linksToAgent: true,
      description:
        "When and where lookups took a resolver timeout or longer. A click on a bar leads to the page of that node's agent.",
      unit: 'short',
      width: 12,
      height: 5,
      queries: [
        {
          expr: `sum by (node, instance) (${perStep('fivesec_slow_lookups_total', BLAMED)})`,
          legend: '{{node}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'bars',
      title: 'Failed lookups by outcome',
      description:
        'Lookups that ended without an answer (timeout, unreachable) or with an error (server-failure).',
      unit: 'short',
      width: 12,
      height: 5,
      queries: [
        { expr: `sum by (outcome) (${perStep('fivesec_lookups_total', FAILED)})`, legend: '{{outcome}}' },
      ],
    },
  ],
};
