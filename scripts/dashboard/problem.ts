/** Is there a problem, and how long do lookups take? */

import { BLAMED } from './blamed.ts';
import { inRange, perSecond, perStep, type RowSpec } from './panel.ts';

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

export const DURATIONS: RowSpec = {
  title: 'How long do lookups take?',
  panels: [
    {
      kind: 'heatmap',
      title: 'Lookup durations',
      description:
        'Each resolver timeout has its own row: 2.4 to 2.6 s (musl), 4.9 to 5.1 s (glibc). A band there means lost packets. Durations spread below it mean slow servers.',
      unit: 's',
      width: 16,
      queries: [
        { expr: `sum by (le) (${perStep('fivesec_lookup_duration_seconds_bucket')})`, legend: '{{le}}' },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Lookup duration, 50th, 99th and 99.9th percentile',
      description: 'By resolver profile. The 99th percentile does not show one stall in a thousand.',
      unit: 's',
      width: 8,
      queries: [0.5, 0.99, 0.999].map((quantile) => ({
        expr: `histogram_quantile(${quantile}, sum by (le, profile) (${perSecond('fivesec_lookup_duration_seconds_bucket')}))`,
        legend: `{{profile}} p${quantile * 100}`,
      })),
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Retries and unanswered queries of lookups',
      description: 'How often the resolvers sent queries again, and how many queries got no answer in time.',
      unit: 'ops',
      width: 12,
      queries: [
        {
          expr: `sum by (profile) (${perSecond('fivesec_lookup_retries_total')})`,
          legend: '{{profile}} retries',
        },
        {
          expr: `sum by (profile, qtype) (${perSecond('fivesec_lookup_query_timeouts_total')})`,
          legend: '{{profile}} {{qtype}} unanswered',
        },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Queries sent',
      description:
        'The load on the DNS servers, from lookups and from pairs. On average it stays below `config.maxQps` on each node.',
      unit: 'ops',
      width: 12,
      queries: [
        { expr: `sum by (node) (${perSecond('fivesec_lookup_queries_total')})`, legend: '{{node}} lookups' },
        { expr: `2 * sum by (node) (${perSecond('fivesec_pairs_total')})`, legend: '{{node}} pairs' },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'HTTP requests by phase, 99th percentile',
      description:
        'Requests of the agents to `config.trace.targets`: how long lookup, connection, TLS, answer and body took. Off by default.',
      unit: 's',
      width: 12,
      queries: [
        {
          expr: `histogram_quantile(0.99, sum by (le, target, phase) (${perSecond('fivesec_http_phase_duration_seconds_bucket')}))`,
          legend: '{{target}} {{phase}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'bars',
      title: 'HTTP requests that failed',
      description:
        'Requests of the agents to `config.trace.targets` with an error status, or by the phase in which they failed.',
      unit: 'short',
      width: 12,
      queries: [
        {
          expr: `sum by (target, outcome) (${perStep('fivesec_http_requests_total', 'outcome!="answered"')})`,
          legend: '{{target}} {{outcome}}',
        },
      ],
    },
  ],
};
