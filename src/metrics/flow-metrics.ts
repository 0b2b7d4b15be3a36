/** The metrics of the DNS flows of the node's pods. They exist once the conntrack table was read (`flows.mode`). */

import { FLOW_SKIPS } from '../domain/flow.ts';
import type { MetricSpec } from './spec.ts';

export const FLOW_METRICS = {
  flows: {
    name: 'fivesec_flows_total',
    type: 'counter',
    help: "New DNS flows of the node's pods via the VIP, by DNS pod; other for an address that is no known DNS pod.",
    labels: { endpoint: 'open' },
    presence: 'when-known',
  },
  unanswered: {
    name: 'fivesec_unanswered_flows_total',
    type: 'counter',
    help: "DNS flows of the node's pods without an answer for 5 seconds or longer, by DNS pod or other.",
    labels: { endpoint: 'open' },
    presence: 'when-known',
  },
  podUnanswered: {
    name: 'fivesec_pod_unanswered_flows_total',
    type: 'counter',
    help: 'The same by client pod, for the first flows.podSeries clients; other for all further ones.',
    labels: { pod_ip: 'open' },
    presence: 'when-known',
  },
  readCpu: {
    name: 'fivesec_flow_read_cpu_seconds_total',
    type: 'counter',
    help: 'CPU time of the agent while it read the conntrack table, that of probes at the same time included.',
    labels: {},
    presence: 'when-known',
  },
  skippedReads: {
    name: 'fivesec_flow_reads_skipped_total',
    type: 'counter',
    help: 'Readings of the conntrack table that were left out to bound their cost.',
    labels: { reason: FLOW_SKIPS },
    presence: 'when-known',
  },
} as const satisfies Record<string, MetricSpec>;
