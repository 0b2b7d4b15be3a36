/**
 * Row: do the agents run, and can they be trusted? Every exporter has `up` and the metrics of its process, and the variable `job` begins with all
 * jobs. So these metrics are joined with one that only agents have.
 */

import { chosen, perSecond, perStep, type RowSpec } from './panel.ts';

const OF_AGENTS = 'fivesec_last_round_timestamp_seconds';
/** An agent that is down has no metric of its own. Its job is known by any agent of it that was up in the time that the dashboard shows. */
const JOBS_OF_AGENTS = `and on (job) last_over_time(${chosen(OF_AGENTS)}[$__range])`;
const ONLY_AGENTS = `and on (job, instance) ${chosen(OF_AGENTS)}`;

export const AGENTS: RowSpec = {
  title: 'fivesec itself',
  panels: [
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Agents that are up',
      description: 'Agents that Prometheus can scrape, and all agents that it knows.',
      unit: 'short',
      width: 8,
      queries: [
        { expr: `sum(${chosen('up')} ${JOBS_OF_AGENTS})`, legend: 'up' },
        { expr: `count(${chosen('up')} ${JOBS_OF_AGENTS})`, legend: 'known' },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Seconds since the last round of probes',
      description: 'It rises while an agent sends no probes.',
      unit: 's',
      width: 8,
      queries: [
        {
          expr: `time() - max by (node) (${chosen('fivesec_last_round_timestamp_seconds')})`,
          legend: '{{node}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Event loop lag, 99th percentile',
      description: 'How long the agent itself was delayed. Probes during a delay are no evidence about DNS.',
      unit: 's',
      width: 8,
      queries: [
        {
          expr: `histogram_quantile(0.99, sum by (le, node) (${perSecond('fivesec_agent_lag_seconds_bucket')}))`,
          legend: '{{node}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'bars',
      title: 'Probes left out or starved',
      description:
        'Left out: too many were in flight, or the load limit was reached. Starved: the agent got too little CPU time.',
      unit: 'short',
      width: 8,
      queries: [
        {
          expr: `sum by (probe, reason) (${perStep('fivesec_probes_skipped_total')})`,
          legend: '{{probe}} left out: {{reason}}',
        },
        { expr: `sum by (probe) (${perStep('fivesec_starved_probes_total')})`, legend: '{{probe}} starved' },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'bars',
      title: 'Stray answers',
      description:
        'Datagrams that the agent ignored. `wrong-source` may be an answer that the node did not rewrite.',
      unit: 'short',
      width: 8,
      queries: [{ expr: `sum by (kind) (${perStep('fivesec_strays_total')})`, legend: '{{kind}}' }],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'CPU that agents use and wait for',
      description: 'CPU seconds per second, and the time for which a CPU limit stopped the agent.',
      unit: 'short',
      width: 8,
      queries: [
        {
          expr: `sum by (node) (${perSecond('process_cpu_seconds_total')} ${ONLY_AGENTS})`,
          legend: '{{node}} used',
        },
        {
          expr: `sum by (node) (${perSecond('fivesec_agent_throttled_seconds_total')})`,
          legend: '{{node}} throttled',
        },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Memory of the agents',
      description: 'Resident memory.',
      unit: 'bytes',
      width: 12,
      queries: [
        {
          expr: `max by (node) (${chosen('process_resident_memory_bytes')} ${ONLY_AGENTS})`,
          legend: '{{node}}',
        },
      ],
    },
    {
      kind: 'table',
      title: 'Versions',
      description: 'Agents, and pods of the webhook, by version.',
      unit: 'short',
      width: 12,
      queries: [
        { expr: `count by (version, node_version) (${chosen('fivesec_build_info')})`, legend: '{{version}}' },
      ],
    },
  ],
};
