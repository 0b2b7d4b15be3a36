/**
 * Makes the kernel itself drop chosen datagrams: a datagram that is put into conntrack zone 1 before conntrack sees it is
 * given a source port under SNAT that another flow already holds. The kernel finds that out when it records the
 * connection, drops the datagram, and counts `insert_failed` and `drop` (nf_conntrack_core.c, nf_ct_resolve_clash):
 * the same code and the same counters as for a clash by timing, without the timing.
 */

import type { Lab } from '../lab.ts';
import type { Topology } from '../topology.ts';

/** The part of a lab in which datagrams clash. A node of a cluster has the same. */
export interface ClashPlace extends Pick<Lab, 'node' | 'vip' | 'endpoints'> {
  readonly topology: Pick<Topology, 'family'>;
}

/** A source that no pod has; its port 1 is held for each endpoint by an entry of our own. */
const HOLDER = { 4: '192.0.2.53', 6: '2001:db8::53' } as const;
const ZONE = 1;
const FOR_A_DAY_S = 86_400;

/** An nft statement for a chain that runs before conntrack (priority raw). */
export const DOOM = `ct zone set ${ZONE}`;

/**
 * For the elements of an nft set of flows: true of every packet of a flow but its first. The kernel counts the packets of an element under
 * a lock (nft_limit.c). So it tells two apart that two CPUs send at the same instant: a lookup in the set misses both.
 */
export const NOT_THE_FIRST = 'limit rate over 1/day burst 1 packets';

/** Adds the entries that hold the tuples, and the SNAT rule. Several faults of one lab may ask for it. */
export async function prepareClash({ node, topology: { family }, endpoints }: ClashPlace): Promise<void> {
  const holder = HOLDER[family];
  for (const endpoint of endpoints) {
    const entry = ['-s', holder, '-d', endpoint, '-r', endpoint, '-q', holder];
    const ports = ['--sport', '1', '--dport', '53', '--reply-port-src', '53', '--reply-port-dst', '1'];
    const life = ['-t', String(FOR_A_DAY_S), '-u', 'SEEN_REPLY,ASSURED', '-w', String(ZONE)];
    const { code, stderr } = await node.exec(['conntrack', '-I', '-p', 'udp', ...entry, ...ports, ...life]);
    if (code !== 0 && !/such conntrack exists/i.test(stderr)) throw new Error(stderr);
  }
  const table = `${family === 6 ? 'ip6' : 'ip'} fivesec-clash`;
  // The kernel does not check whether an explicit single port is free (nf_nat_core.c, get_unique_tuple).
  const to = family === 6 ? `[${holder}]:1` : `${holder}:1`;
  await node.nft(`
table ${table} {}
delete table ${table}
table ${table} {
  chain postrouting { type nat hook postrouting priority srcnat - 10;
    ct zone ${ZONE} meta l4proto udp snat to ${to}
  }
}`);
}

/** The words of nft for the family's source and destination address, and for their type. */
export function addressWords({ topology: { family } }: Pick<ClashPlace, 'topology'>): {
  saddr: string;
  daddr: string;
  type: string;
} {
  return family === 6
    ? { saddr: 'ip6 saddr', daddr: 'ip6 daddr', type: 'ipv6_addr' }
    : { saddr: 'ip saddr', daddr: 'ip daddr', type: 'ipv4_addr' };
}
