/** Row: how long do lookups and HTTP requests take? */

import { perSecond, perStep, type RowSpec } from './panel.ts';

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
