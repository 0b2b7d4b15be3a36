/** Row: what the node's kernel counts. */

import { chosen, perSecond, type RowSpec } from './panel.ts';

const CONNTRACK = [
  ['insert_failed', 'fivesec_conntrack_insert_failed_total'],
  ['drop', 'fivesec_conntrack_drop_total'],
  ['early_drop', 'fivesec_conntrack_early_drop_total'],
  ['clash_resolved', 'fivesec_conntrack_clash_resolved_total'],
  ['chain_too_long', 'fivesec_conntrack_chain_too_long_total'],
  ['invalid', 'fivesec_conntrack_invalid_total'],
] as const;

export const KERNEL: RowSpec = {
  title: "The node's kernel",
  panels: [
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Conntrack counters',
      description:
        'insert_failed together with drop is a lost packet. insert_failed alone, before Linux 5.10, is a clash that the kernel repaired.',
      unit: 'ops',
      width: 12,
      queries: CONNTRACK.map(([counter, metric]) => ({
        expr: `sum by (node) (${perSecond(metric)})`,
        legend: `{{node}} ${counter}`,
      })),
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Conntrack table in use',
      description: 'At 100 % the kernel drops all new flows, not only those of DNS.',
      unit: 'percentunit',
      width: 12,
      max: 1,
      queries: [
        {
          expr: `max by (node) (${chosen('fivesec_conntrack_entries')})\n/ max by (node) (${chosen('fivesec_conntrack_entries_limit')})`,
          legend: '{{node}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Packets that the node drops',
      description:
        "Packets that the node drops, by reason: a refused send, a full receive buffer or a wrong checksum (both in the agent's pod), a full CPU backlog, a failed reassembly, a full neighbour table (ARP or NDISC).",
      unit: 'ops',
      width: 12,
      queries: [
        {
          expr: `sum by (node) (${perSecond('fivesec_udp_receive_buffer_errors_total')})`,
          legend: '{{node}} receive buffer',
        },
        {
          expr: `sum by (node, code) (${perSecond('fivesec_send_errors_total')})`,
          legend: '{{node}} not sent: {{code}}',
        },
        {
          expr: `sum by (node) (${perSecond('fivesec_udp_checksum_errors_total')})`,
          legend: '{{node}} wrong checksum',
        },
        { expr: `sum by (node) (${perSecond('fivesec_softnet_dropped_total')})`, legend: '{{node}} softnet' },
        {
          expr: `sum by (node) (${perSecond('fivesec_ip_reassembly_failures_total')})`,
          legend: '{{node}} reassembly',
        },
        {
          expr: `sum by (node) (${perSecond('fivesec_neighbour_table_full_total')})`,
          legend: '{{node}} neighbour table',
        },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Unanswered DNS flows of pods',
      description:
        'Flows of pods that got no answer for 5 seconds or longer, by DNS pod. `other` is an address that is no DNS pod. Only with hostProc.flows.',
      unit: 'ops',
      width: 12,
      queries: [
        {
          expr: `sum by (node, endpoint) (${perSecond('fivesec_unanswered_flows_total')})`,
          legend: '{{node}} to {{endpoint}}',
        },
        {
          expr: `topk(10, sum by (pod_ip) (${perSecond('fivesec_pod_unanswered_flows_total')}))`,
          legend: 'from {{pod_ip}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: "Shares of the pods' DNS flows",
      description: 'How the node spreads DNS flows over the DNS pods. Only with hostProc.flows.',
      unit: 'percentunit',
      width: 12,
      max: 1,
      queries: [
        {
          expr: `sum by (endpoint) (${perSecond('fivesec_flows_total')})\n/ scalar(sum(${perSecond('fivesec_flows_total')}))`,
          legend: '{{endpoint}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Cost of reading DNS flows',
      description:
        'CPU share for reading the conntrack table (on average at most flows.cpuShare, 0.01 by default), and readings that were left out to stay below this limit. Only with hostProc.flows.',
      unit: 'short',
      width: 12,
      queries: [
        {
          expr: `sum by (node) (${perSecond('fivesec_flow_read_cpu_seconds_total')})`,
          legend: '{{node}} CPUs',
        },
        {
          expr: `sum by (node, reason) (${perSecond('fivesec_flow_reads_skipped_total')})`,
          legend: '{{node}} left out per second: {{reason}}',
        },
      ],
    },
    {
      kind: 'table',
      title: 'Readings that are absent',
      description:
        "What the agents can't read, and why. Without a reading, verdicts have a lower confidence, but are not wrong.",
      unit: 'short',
      width: 12,
      queries: [
        {
          expr: `count by (reading, reason) (${chosen('fivesec_evidence_source_info', 'source="absent"')} == 1)`,
          legend: '{{reading}}',
        },
      ],
    },
  ],
};
