/** The metrics of the node's kernel. A series exists once its counter was read: a counter that can't be read is not 0. */

import { RACE_WINDOWS } from '../domain/evidence.ts';
import { type AbsentReason, SOURCES } from '../domain/reading.ts';
import { READING_KEYS, READINGS } from '../kernel/readings.ts';
import type { MetricSpec } from './spec.ts';

/** The reason is empty if the reading is present. */
const REASONS = [
  '',
  'not-configured',
  'no-file',
  'no-permission',
  'unparsable',
  'no-tool',
  'no-answer',
] as const satisfies readonly (AbsentReason | '')[];

export const NODE_METRICS = {
  conntrackInsertFailed: {
    name: 'fivesec_conntrack_insert_failed_total',
    type: 'counter',
    help: 'Rise of insert_failed since the agent started: new flows that clashed with a flow which conntrack had inserted before.',
    labels: {},
    presence: 'when-known',
  },
  conntrackDrop: {
    name: 'fivesec_conntrack_drop_total',
    type: 'counter',
    help: 'Rise of drop since the agent started: packets that conntrack dropped.',
    labels: {},
    presence: 'when-known',
  },
  conntrackEarlyDrop: {
    name: 'fivesec_conntrack_early_drop_total',
    type: 'counter',
    help: 'Rise of early_drop since the agent started: entries evicted because the table was full.',
    labels: {},
    presence: 'when-known',
  },
  conntrackClashResolved: {
    name: 'fivesec_conntrack_clash_resolved_total',
    type: 'counter',
    help: 'Rise of clashres since the agent started: clashes that the kernel repaired (Linux 5.10 and later).',
    labels: {},
    presence: 'when-known',
  },
  conntrackChainTooLong: {
    name: 'fivesec_conntrack_chain_too_long_total',
    type: 'counter',
    help: 'Rise of chainlength since the agent started: entries refused because their hash chain was too long (Linux 5.15 and later).',
    labels: {},
    presence: 'when-known',
  },
  conntrackInvalid: {
    name: 'fivesec_conntrack_invalid_total',
    type: 'counter',
    help: 'Rise of invalid since the agent started: packets that conntrack could not track.',
    labels: {},
    presence: 'when-known',
  },
  conntrackEntries: {
    name: 'fivesec_conntrack_entries',
    type: 'gauge',
    help: "Entries in the node's conntrack table.",
    labels: {},
    presence: 'when-known',
  },
  conntrackEntriesLimit: {
    name: 'fivesec_conntrack_entries_limit',
    type: 'gauge',
    help: "Maximum number of entries in the node's conntrack table.",
    labels: {},
    presence: 'when-known',
  },
  udpReceiveBufferErrors: {
    name: 'fivesec_udp_receive_buffer_errors_total',
    type: 'counter',
    help: "Datagrams dropped because the agent's own receive buffer was full, IPv4 and IPv6, since the agent started.",
    labels: {},
    presence: 'when-known',
  },
  udpChecksumErrors: {
    name: 'fivesec_udp_checksum_errors_total',
    type: 'counter',
    help: "Datagrams with a wrong checksum that reached the agent's pod, IPv4 and IPv6, since the agent started.",
    labels: {},
    presence: 'when-known',
  },
  ipReassemblyFailures: {
    name: 'fivesec_ip_reassembly_failures_total',
    type: 'counter',
    help: 'Fragmented packets that the node could not reassemble, IPv4 and IPv6, since the agent started.',
    labels: {},
    presence: 'when-known',
  },
  neighbourTableFull: {
    name: 'fivesec_neighbour_table_full_total',
    type: 'counter',
    help: 'New neighbours for which the ARP or NDISC table had no room, on the whole machine, since the agent started.',
    labels: {},
    presence: 'when-known',
  },
  softnetDropped: {
    name: 'fivesec_softnet_dropped_total',
    type: 'counter',
    help: "Packets dropped because a CPU's backlog was full, on all CPUs of the node, since the agent started.",
    labels: {},
    presence: 'when-known',
  },
  evidenceSource: {
    name: 'fivesec_evidence_source_info',
    type: 'gauge',
    help: 'Where a reading of the node comes from, or why it is absent.',
    labels: {
      reading: READING_KEYS.flatMap((key) => READINGS[key].label ?? []),
      source: SOURCES,
      reason: REASONS,
    },
    presence: 'when-known',
  },
  nodeInfo: {
    name: 'fivesec_node_info',
    type: 'gauge',
    help: 'The kernel, the nameservers that are asked, and whether clashes in conntrack lose packets on this node.',
    labels: { kernel: 'open', nameserver: 'open', race_window: RACE_WINDOWS },
    presence: 'when-known',
  },
} as const satisfies Record<string, MetricSpec>;
