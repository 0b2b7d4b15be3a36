/** Joins a namespace to the node by a veth pair, with addresses of both families and a default route. */

import { farAddress, hardwareAddress, type Link, nodeAddress, UPLINK } from './addresses.ts';
import { run } from './command.ts';
import type { Namespace } from './namespace.ts';
import { together } from './together.ts';

/** Without duplicate address detection: an address must work at once, and there are no other hosts. */
const AT_ONCE = {
  'net.ipv6.conf.all.accept_dad': 0,
  'net.ipv6.conf.default.accept_dad': 0,
  'net.ipv4.conf.all.rp_filter': 0,
  'net.ipv4.conf.default.rp_filter': 0,
};

const ANYWHERE = { 4: '0.0.0.0/0', 6: '::/0' } as const;

/** Makes the node's namespace a router whose uplink drops every packet without an error, as a cloud network does for unknown addresses. */
export async function makeRouter(node: Namespace): Promise<void> {
  await node.sysctl({ ...AT_ONCE, 'net.ipv4.ip_forward': 1, 'net.ipv6.conf.all.forwarding': 1 });
  await node.ip([
    'link set lo up',
    `link add ${UPLINK.here} type veth peer name ${UPLINK.there}`,
    // Frames to this address: the other end drops them.
    `link set ${UPLINK.here} arp off up`,
    `link set ${UPLINK.there} arp off up`,
    ...([4, 6] as const).map((family) => `route add ${ANYWHERE[family]} dev ${UPLINK.here}`),
  ]);
}

/** Makes `link` between `node` and `far`. Both ends are made inside the namespaces, never in the machine's own. */
export async function join(node: Namespace, far: Namespace, link: Link): Promise<void> {
  await far.sysctl(AT_ONCE);
  const here = `name ${link.name} address ${hardwareAddress(link, 'node')} netns ${node.name}`;
  const there = `name eth0 address ${hardwareAddress(link, 'far')} netns ${far.name}`;
  await run(['ip', '-batch', '-'], { input: `link add ${here} type veth peer ${there}\n` });
  await together([
    node.ip([
      ...([4, 6] as const).map((family) => addressLine(nodeAddress(link, family), link.name)),
      `link set ${link.name} up`,
      ...([4, 6] as const).map((family) => neighbourLine(farAddress(link, family), link, 'far', link.name)),
    ]),
    raise(far, link),
  ]);
}

/** Brings `far`'s end of `link` up, also after it went down and lost its routes and IPv6 addresses. */
export async function raise(far: Namespace, link: Link): Promise<void> {
  await far.ip([
    'link set lo up',
    'addr flush dev eth0',
    ...([4, 6] as const).map((family) => addressLine(farAddress(link, family), 'eth0')),
    'link set eth0 up',
    ...([4, 6] as const).map((family) => neighbourLine(nodeAddress(link, family), link, 'node', 'eth0')),
    ...([4, 6] as const).map((family) => `route add ${ANYWHERE[family]} via ${nodeAddress(link, family)}`),
  ]);
}

function addressLine(address: string, device: string): string {
  return address.includes(':')
    ? `addr add ${address}/64 dev ${device} nodad`
    : `addr add ${address}/24 dev ${device}`;
}

/** Neighbour entries are fixed. So a pod that is gone is silent, as on another node, and this node sends no ICMP error for it. */
function neighbourLine(address: string, link: Link, side: 'node' | 'far', device: string): string {
  return `neigh replace ${address} lladdr ${hardwareAddress(link, side)} dev ${device} nud permanent`;
}
