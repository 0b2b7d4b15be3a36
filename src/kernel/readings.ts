/**
 * The kernel readings, one row each: its source, its parser, and how two snapshots and several deltas combine.
 * CONTRIBUTING.md has the recipe for a new one.
 */

import type {
  DeltaValues,
  IpCounts,
  ReadingKey,
  ReadingsOf,
  SnapshotValues,
  TcpCounts,
  UdpCounts,
} from '../domain/node.ts';
import type { Reading } from '../domain/reading.ts';
import { parseThrottle } from './cgroup-cpu.ts';
import { conntrackRise, parseConntrackStat } from './conntrack-stat.ts';
import { readToolEntries, readToolStats } from './conntrack-tool-stats.ts';
import { type Several, sumCounts } from './counts.ts';
import { counterRises, cpuRises, difference, latest } from './difference.ts';
import { parseNeighbourStat } from './neighbour-stat.ts';
import { decimal, onlyLine, parseRelease } from './parse.ts';
import type { ReadingRow } from './reading-row.ts';
import { rise32, rise64, riseLong } from './rise.ts';
import { parseSnmp6Ip, parseSnmpIp } from './snmp-ip.ts';
import { parseSnmpTcp } from './snmp-tcp.ts';
import { parseSnmp6Udp, parseSnmpUdp } from './snmp-udp.ts';
import { parseSoftnet } from './softnet.ts';

type ReadingTable = { readonly [K in ReadingKey]: ReadingRow<SnapshotValues[K], DeltaValues[K]> };

/** SNMP counters are `unsigned long`, or 64 bits wide. */
const SNMP_UDP = { difference: counterRises<UdpCounts>(riseLong), sum: sumCounts<UdpCounts> };
const SNMP_IP = { difference: counterRises<IpCounts>(riseLong), sum: sumCounts<IpCounts> };
const SNMP_TCP = { difference: counterRises<TcpCounts>(riseLong), sum: sumCounts<TcpCounts> };

/** As with the kernel's parameter `ipv6.disable=1`. */
const NO_IPV6 = 'the kernel has no file for IPv6 where IPv6 is disabled';

export const READINGS: ReadingTable = {
  conntrack: {
    label: 'conntrack',
    about: "conntrack's counters",
    place: 'node-net',
    files: ['stat/nf_conntrack'],
    parse: (text) => parseConntrackStat(text)?.stats,
    tool: readToolStats,
    difference: difference(conntrackRise),
    sum: sumConntrack,
  },
  conntrackEntries: {
    label: 'conntrack-entries',
    about: 'entries in the conntrack table',
    place: 'node-net',
    files: ['stat/nf_conntrack'],
    parse: (text) => parseConntrackStat(text)?.entries,
    tool: readToolEntries,
    difference: difference((before, after) => Math.max(before, after)),
    sum: (deltas) => Math.max(...deltas),
  },
  conntrackLimit: {
    label: 'conntrack-limit',
    about: 'the limit of entries in the conntrack table',
    place: 'sysctl',
    files: ['net/netfilter/nf_conntrack_max'],
    parse: (text) => decimal(onlyLine(text)),
    difference: difference((before, after) => Math.min(before, after)),
    sum: (deltas) => Math.min(...deltas),
  },
  udp: {
    label: 'udp',
    about: "the node's UDP counters, IPv4",
    place: 'node-net',
    files: ['snmp'],
    parse: parseSnmpUdp,
    ...SNMP_UDP,
  },
  udp6: {
    label: 'udp6',
    about: "the node's UDP counters, IPv6",
    mayBeMissing: NO_IPV6,
    place: 'node-net',
    files: ['snmp6'],
    parse: parseSnmp6Udp,
    ...SNMP_UDP,
  },
  softnet: {
    label: 'softnet',
    about: "packets that each CPU's backlog took and dropped",
    place: 'node-net',
    files: ['softnet_stat'],
    parse: parseSoftnet,
    difference: cpuRises(rise32),
    sum: sumCounts,
  },
  kernel: {
    label: 'kernel',
    about: "the kernel's release",
    place: 'sysctl',
    files: ['kernel/osrelease'],
    parse: parseRelease,
    difference: latest,
    sum: last,
  },
  ownUdp: {
    label: 'own-udp',
    about: "the agent's own UDP counters, IPv4",
    place: 'own-net',
    files: ['snmp'],
    parse: parseSnmpUdp,
    ...SNMP_UDP,
  },
  ownUdp6: {
    label: 'own-udp6',
    about: "the agent's own UDP counters, IPv6",
    mayBeMissing: NO_IPV6,
    place: 'own-net',
    files: ['snmp6'],
    parse: parseSnmp6Udp,
    ...SNMP_UDP,
  },
  ownThrottle: {
    label: 'own-throttle',
    about: "how often the agent's CPU quota throttled it",
    mayBeMissing: 'the agent may have no cgroup of its own',
    place: 'own-cgroup',
    // Version 2 first: a container finds its own group at the root of the mount.
    files: ['cpu.stat', 'cpu/cpu.stat'],
    parse: parseThrottle,
    difference: counterRises(rise64),
    sum: sumCounts,
  },
  arpCache: {
    label: 'arp-cache',
    about: 'the neighbour table of IPv4, of all network namespaces together',
    mayBeMissing:
      'only the initial network namespace has it, so it is absent on a node that is a container itself',
    place: 'node-net',
    files: ['stat/arp_cache'],
    parse: parseNeighbourStat,
    difference: cpuRises(riseLong),
    sum: sumCounts,
  },
  ndiscCache: {
    label: 'ndisc-cache',
    about: 'the neighbour table of IPv6, of all network namespaces together',
    mayBeMissing: 'as for IPv4, and a node may have no IPv6',
    place: 'node-net',
    files: ['stat/ndisc_cache'],
    parse: parseNeighbourStat,
    difference: cpuRises(riseLong),
    sum: sumCounts,
  },
  ip: {
    about: "the node's IP counters, IPv4",
    place: 'node-net',
    files: ['snmp'],
    parse: parseSnmpIp,
    ...SNMP_IP,
  },
  ip6: {
    about: "the node's IP counters, IPv6",
    place: 'node-net',
    files: ['snmp6'],
    parse: parseSnmp6Ip,
    ...SNMP_IP,
  },
  tcp: {
    about: "the node's TCP counters",
    place: 'node-net',
    files: ['snmp'],
    parse: parseSnmpTcp,
    ...SNMP_TCP,
  },
  ownIp: {
    about: "the agent's own IP counters, IPv4",
    place: 'own-net',
    files: ['snmp'],
    parse: parseSnmpIp,
    ...SNMP_IP,
  },
  ownIp6: {
    about: "the agent's own IP counters, IPv6",
    place: 'own-net',
    files: ['snmp6'],
    parse: parseSnmp6Ip,
    ...SNMP_IP,
  },
  ownTcp: {
    about: "the agent's own TCP counters",
    place: 'own-net',
    files: ['snmp'],
    parse: parseSnmpTcp,
    ...SNMP_TCP,
  },
};

/** In the order of the table. */
export const READING_KEYS = Object.keys(READINGS) as readonly ReadingKey[];

/** A record with one reading for each key of the table. */
export function readingsOf<Values extends { readonly [K in ReadingKey]: unknown }>(
  readingOf: <K extends ReadingKey>(key: K) => Reading<Values[K]>,
): ReadingsOf<Values> {
  // The keys are those of the table, so the record has its shape.
  return Object.fromEntries(READING_KEYS.map((key) => [key, readingOf(key)])) as ReadingsOf<Values>;
}

function sumConntrack(deltas: Several<DeltaValues['conntrack']>): DeltaValues['conntrack'] {
  const [first, ...others] = deltas;
  return {
    era: last(deltas).era,
    counts: sumCounts([first.counts, ...others.map(({ counts }) => counts)]),
  };
}

function last<D>(deltas: Several<D>): D {
  return deltas.at(-1) ?? deltas[0];
}
