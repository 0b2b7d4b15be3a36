/** What a node's kernel counts, at one instant (snapshot) and between two (delta). Counters are sums since boot. */

import type { Reading } from './reading.ts';

/** By the names of fivesec's metrics. A kernel that has no such column leaves the key out: absent is not zero. */
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
 * What the columns mean, by the column that tells: up to Linux 5.9 `searched`, and `insert_failed` also counts
 * clashes that were resolved; from 5.10 `clashres`; from 5.15 `chainlength` too. Distributions backport:
 * never decide it by the kernel's version.
 */
export type ConntrackEra = 'searched' | 'clashres' | 'chainlength';

export interface ConntrackStats {
  readonly era: ConntrackEra;
  /** Each counter is 32 bits wide, for each CPU by itself. */
  readonly cpus: readonly { readonly cpu: number; readonly counts: ConntrackCounts }[];
}

/** Of one address family; `rcvbufErrors` are datagrams that found a full socket buffer. */
export interface UdpCounts {
  readonly inDatagrams: number;
  readonly noPorts: number;
  readonly inErrors: number;
  readonly rcvbufErrors: number;
}

export interface SoftnetCounts {
  readonly processed: number;
  /** Packets that found the CPU's backlog full. */
  readonly dropped: number;
  readonly squeezed: number;
}
export type SoftnetStats = readonly { readonly cpu: number; readonly counts: SoftnetCounts }[];

/** CFS bandwidth control of the agent's own cgroup. Without a quota everything stays 0. */
export interface ThrottleCounts {
  readonly periods: number;
  readonly throttledPeriods: number;
  readonly throttledMs: number;
}

/** `own…` is the agent's pod, the rest its node: the two are different network namespaces. */
export interface NodeSnapshot {
  /** Wall clock, milliseconds since the epoch. */
  readonly takenAt: number;
  /** Monotonic milliseconds. */
  readonly takenAtMs: number;
  readonly conntrack: Reading<ConntrackStats>;
  /** Entries in the table now. */
  readonly conntrackEntries: Reading<number>;
  readonly conntrackLimit: Reading<number>;
  readonly udp: Reading<UdpCounts>;
  readonly udp6: Reading<UdpCounts>;
  readonly softnet: Reading<SoftnetStats>;
  readonly kernel: Reading<string>;
  readonly ownUdp: Reading<UdpCounts>;
  readonly ownUdp6: Reading<UdpCounts>;
  readonly ownThrottle: Reading<ThrottleCounts>;
}

/** How much each counter rose, summed over CPUs. Never negative. */
export interface NodeDelta {
  /** Wall clock of the earlier snapshot, milliseconds since the epoch. */
  readonly startedAt: number;
  /** Monotonic. */
  readonly elapsedMs: number;
  readonly conntrack: Reading<{ readonly era: ConntrackEra; readonly counts: ConntrackCounts }>;
  /** The most entries that either snapshot saw. */
  readonly conntrackEntries: Reading<number>;
  /** The lower of the two limits. */
  readonly conntrackLimit: Reading<number>;
  readonly udp: Reading<UdpCounts>;
  readonly udp6: Reading<UdpCounts>;
  readonly softnet: Reading<SoftnetCounts>;
  readonly kernel: Reading<string>;
  readonly ownUdp: Reading<UdpCounts>;
  readonly ownUdp6: Reading<UdpCounts>;
  readonly ownThrottle: Reading<ThrottleCounts>;
}
