/** The counters of a node's kernel: at one instant (snapshot) and between two (delta). They count since boot. */

import type { Reading } from './reading.ts';

/** The names of fivesec's metrics. A key is missing where the kernel has no such column: absent is not zero. */
export const CONNTRACK_COUNTERS = [
  'found',
  'invalid',
  'insertFailed',
  'drop',
  'earlyDrop',
  'clashResolved',
  'chainTooLong',
] as const;
export type ConntrackCounter = (typeof CONNTRACK_COUNTERS)[number];
export type ConntrackCounts = { readonly [counter in ConntrackCounter]?: number };

/**
 * The format of the file, named after the column that only this format has. Up to Linux 5.9: `searched`, and
 * `insert_failed` also counts clashes that were resolved. From 5.10: `clashres`. From 5.15: `chainlength` too.
 * Distributions backport the columns, so the kernel's version does not decide it.
 */
export type ConntrackEra = 'searched' | 'clashres' | 'chainlength';

export interface ConntrackStats {
  readonly era: ConntrackEra;
  /** Each counter is 32 bits wide, for each CPU by itself. */
  readonly cpus: PerCpu<ConntrackCounts>;
}

/** The UDP counters of one address family. An optional key is missing where the kernel has no such column. */
export interface UdpCounts {
  readonly inDatagrams: number;
  readonly noPorts: number;
  /** Datagrams that could not be delivered, for any of the reasons below. */
  readonly inErrors: number;
  /** Datagrams that found a full socket buffer. */
  readonly rcvbufErrors: number;
  /** Sends that failed because there was no buffer space (ENOBUFS). */
  readonly sndbufErrors?: number;
  /** Datagrams with a wrong checksum. */
  readonly csumErrors?: number;
  /** Datagrams refused because all UDP sockets together use too much memory (Linux 5.11 and later). */
  readonly memErrors?: number;
}

/** The IP counters of one address family that rise when packets are lost. */
export interface IpCounts {
  /** Datagrams given up because a fragment was missing, late or wrong. */
  readonly reassemblyFailures: number;
  /** Those of them in which a fragment did not come in time. */
  readonly reassemblyTimeouts: number;
  /** Packets that are too large for the link and must not be fragmented. */
  readonly fragmentationFailures: number;
  /** Received packets that were discarded although they had no error. */
  readonly inDiscards: number;
  /** Packets to an address without a route. */
  readonly outNoRoutes: number;
}

/** TCP counters, IPv4 and IPv6 together. */
export interface TcpCounts {
  /** Segments with a wrong checksum. */
  readonly csumErrors: number;
}

/** What a table of link-layer neighbours (ARP, or NDISC for IPv6) counts. */
export interface NeighbourCounts {
  /** Addresses that no neighbour answered for. */
  readonly resolutionFailures: number;
  /** Packets discarded because too many waited for one address to be resolved. */
  readonly unresolvedDiscards?: number;
  /** Entries that found the table full, above `gc_thresh3` (Linux 4.3 and later). */
  readonly tableFull?: number;
}

interface SoftnetCounts {
  readonly processed: number;
  /** Packets that found the CPU's backlog full. */
  readonly dropped: number;
  readonly squeezed: number;
}

/** What each CPU counts by itself. */
export type PerCpu<Counts> = readonly { readonly cpu: number; readonly counts: Counts }[];
export type SoftnetStats = PerCpu<SoftnetCounts>;
export type NeighbourStats = PerCpu<NeighbourCounts>;

/** CFS bandwidth control of the agent's own cgroup. Without a quota everything stays 0. */
export interface ThrottleCounts {
  readonly periods: number;
  readonly throttledPeriods: number;
  readonly throttledMs: number;
}

/**
 * The readings of a snapshot. `own…` is the agent's pod, the others are its node: the two are different network
 * namespaces. kernel/readings.ts says where each comes from and what it is.
 */
export interface SnapshotValues {
  readonly conntrack: ConntrackStats;
  /** Entries in the table now. */
  readonly conntrackEntries: number;
  readonly conntrackLimit: number;
  readonly udp: UdpCounts;
  readonly udp6: UdpCounts;
  readonly softnet: SoftnetStats;
  readonly kernel: string;
  readonly ownUdp: UdpCounts;
  readonly ownUdp6: UdpCounts;
  readonly ownThrottle: ThrottleCounts;
  readonly arpCache: NeighbourStats;
  readonly ndiscCache: NeighbourStats;
  readonly ip: IpCounts;
  readonly ip6: IpCounts;
  readonly tcp: TcpCounts;
  readonly ownIp: IpCounts;
  readonly ownIp6: IpCounts;
  readonly ownTcp: TcpCounts;
}
export type ReadingKey = keyof SnapshotValues;

/** In a delta this replaces the counters of each CPU: their rise, summed over CPUs. */
interface Rises {
  readonly conntrack: { readonly era: ConntrackEra; readonly counts: ConntrackCounts };
  readonly softnet: SoftnetCounts;
  readonly arpCache: NeighbourCounts;
  readonly ndiscCache: NeighbourCounts;
}
/** The larger of the two values of `conntrackEntries`, the smaller of `conntrackLimit`, the later of `kernel`. */
export type DeltaValues = Omit<SnapshotValues, keyof Rises> & Rises;

/** Each value, or why it could not be read. */
export type ReadingsOf<Values extends { readonly [K in ReadingKey]: unknown }> = {
  readonly [K in ReadingKey]: Reading<Values[K]>;
};
export type SnapshotReadings = ReadingsOf<SnapshotValues>;
export type DeltaReadings = ReadingsOf<DeltaValues>;

export interface NodeSnapshot extends SnapshotReadings {
  /** Wall clock, milliseconds since the epoch. */
  readonly takenAt: number;
  /** Monotonic milliseconds. */
  readonly takenAtMs: number;
}

/** How much each counter rose. Never negative. */
export interface NodeDelta extends DeltaReadings {
  /** Wall clock of the earlier snapshot, milliseconds since the epoch. */
  readonly startedAt: number;
  /** Monotonic. */
  readonly elapsedMs: number;
}
