/**
 * The counters and gauges of the kernel, each with the readings that it is taken from. A series exists once its reading was read: a
 * counter that can't be read is not 0. `node-recorder.ts` records each row; nothing else names them.
 */

import type { NodeDelta, NodeSnapshot } from '../domain/node.ts';
import type { Reading } from '../domain/reading.ts';
import type { CounterSpec, GaugeSpec } from './spec.ts';

export interface KernelCounter extends CounterSpec {
  readonly labels: Record<never, never>;
  /** The rises in a delta, in the metric's unit: one of each reading that has the counter. None if no reading has it. */
  readonly rises: (delta: NodeDelta) => readonly number[];
}
export interface KernelGauge extends GaugeSpec {
  readonly labels: Record<never, never>;
  /** The value in a snapshot. The series disappears while it is absent: its last value would look current. */
  readonly value: (snapshot: NodeSnapshot) => Reading<number>;
}

const KNOWN = { labels: {}, presence: 'when-known' } as const;
const COUNTER = { ...KNOWN, type: 'counter' } as const;
const GAUGE = { ...KNOWN, type: 'gauge' } as const;

export const KERNEL_METRICS = {
  conntrackInsertFailed: {
    ...COUNTER,
    name: 'fivesec_conntrack_insert_failed_total',
    help: 'Rise of insert_failed since the agent started: new flows that clashed with a flow which conntrack had inserted before.',
    rises: ({ conntrack }) => ofEach([conntrack], ({ counts }) => counts.insertFailed),
  },
  conntrackDrop: {
    ...COUNTER,
    name: 'fivesec_conntrack_drop_total',
    help: 'Rise of drop since the agent started: packets that conntrack dropped.',
    rises: ({ conntrack }) => ofEach([conntrack], ({ counts }) => counts.drop),
  },
  conntrackEarlyDrop: {
    ...COUNTER,
    name: 'fivesec_conntrack_early_drop_total',
    help: 'Rise of early_drop since the agent started: entries evicted because the table was full.',
    rises: ({ conntrack }) => ofEach([conntrack], ({ counts }) => counts.earlyDrop),
  },
  conntrackClashResolved: {
    ...COUNTER,
    name: 'fivesec_conntrack_clash_resolved_total',
    help: 'Rise of clashres since the agent started: clashes that the kernel repaired (Linux 5.10 and later).',
    rises: ({ conntrack }) => ofEach([conntrack], ({ counts }) => counts.clashResolved),
  },
  conntrackChainTooLong: {
    ...COUNTER,
    name: 'fivesec_conntrack_chain_too_long_total',
    help: 'Rise of chainlength since the agent started: entries refused because their hash chain was too long (Linux 5.15 and later).',
    rises: ({ conntrack }) => ofEach([conntrack], ({ counts }) => counts.chainTooLong),
  },
  conntrackInvalid: {
    ...COUNTER,
    name: 'fivesec_conntrack_invalid_total',
    help: 'Rise of invalid since the agent started: packets that conntrack could not track.',
    rises: ({ conntrack }) => ofEach([conntrack], ({ counts }) => counts.invalid),
  },
  conntrackEntries: {
    ...GAUGE,
    name: 'fivesec_conntrack_entries',
    help: "Entries in the node's conntrack table.",
    value: ({ conntrackEntries }) => conntrackEntries,
  },
  conntrackEntriesLimit: {
    ...GAUGE,
    name: 'fivesec_conntrack_entries_limit',
    help: "Maximum number of entries in the node's conntrack table.",
    value: ({ conntrackLimit }) => conntrackLimit,
  },
  udpReceiveBufferErrors: {
    ...COUNTER,
    name: 'fivesec_udp_receive_buffer_errors_total',
    help: "Datagrams dropped because the agent's own receive buffer was full, IPv4 and IPv6, since the agent started.",
    rises: ({ ownUdp, ownUdp6 }) => ofEach([ownUdp, ownUdp6], ({ rcvbufErrors }) => rcvbufErrors),
  },
  udpChecksumErrors: {
    ...COUNTER,
    name: 'fivesec_udp_checksum_errors_total',
    help: "Datagrams with a wrong checksum that reached the agent's pod, IPv4 and IPv6, since the agent started.",
    rises: ({ ownUdp, ownUdp6 }) => ofEach([ownUdp, ownUdp6], ({ csumErrors }) => csumErrors),
  },
  ipReassemblyFailures: {
    ...COUNTER,
    name: 'fivesec_ip_reassembly_failures_total',
    help: 'Fragmented packets that the node could not reassemble, IPv4 and IPv6, since the agent started.',
    rises: ({ ip, ip6 }) => ofEach([ip, ip6], ({ reassemblyFailures }) => reassemblyFailures),
  },
  neighbourTableFull: {
    ...COUNTER,
    name: 'fivesec_neighbour_table_full_total',
    help: 'New neighbours for which the ARP or NDISC table had no room, on the whole machine, since the agent started.',
    rises: ({ arpCache, ndiscCache }) => ofEach([arpCache, ndiscCache], ({ tableFull }) => tableFull),
  },
  softnetDropped: {
    ...COUNTER,
    name: 'fivesec_softnet_dropped_total',
    help: "Packets dropped because a CPU's backlog was full, on all CPUs of the node, since the agent started.",
    rises: ({ softnet }) => ofEach([softnet], ({ dropped }) => dropped),
  },
} as const satisfies Record<string, KernelCounter | KernelGauge>;

/** What `pick` finds in each reading that is there. A column that this kernel lacks is left out. */
export function ofEach<T>(
  readings: readonly Reading<T>[],
  pick: (value: T) => number | undefined,
): readonly number[] {
  return readings.flatMap((reading) => (reading.kind === 'read' ? (pick(reading.value) ?? []) : []));
}
