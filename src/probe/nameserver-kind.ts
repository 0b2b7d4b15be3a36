/** Classifies a nameserver of resolv.conf by its address alone. */

import { BlockList, isIP } from 'node:net';
import type { Server } from '../domain/server.ts';
import { canonicalAddress } from '../platform/address.ts';

/**
 * `vip`: an address that a Service can have. `node-local`: the node's own cache. `dns-pod`: one DNS pod, past the Service.
 * `other`: a public address, or none at all.
 */
export type NameserverKind = 'vip' | 'node-local' | 'dns-pod' | 'other';

/** The addresses that a nameserver's is compared with. */
export interface KnownAddresses {
  /** The node's own addresses. */
  readonly hostIps: readonly string[];
  /** The node-local cache, where it is configured. */
  readonly nodeLocal?: Server | undefined;
  readonly endpoints: readonly Server[];
}

/** NodeLocal DNSCache listens on 169.254.20.10 by default; RFC 3927 and RFC 4291 section 2.5.6 define the ranges. */
const LINK_LOCAL = blockList(['169.254.0.0', 16], ['fe80::', 10]);
/**
 * The addresses of Services: RFC 1918, RFC 6598 (shared), RFC 4193 (ULA), and loopback, where a test server may be. The last one is a
 * public range that GKE gives to the Services of every new cluster (documentation of GKE, "kube-dns": the Service is 34.118.x.10).
 */
const SERVICES = blockList(
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['fc00::', 7],
  ['::1', 128],
  ['34.118.224.0', 20],
);

/** `address` may have a zone (`fe80::1%eth0`). An address that is configured as the node-local cache is always `node-local`. */
export function nameserverKind(address: string, known: KnownAddresses): NameserverKind {
  const { hostIps, nodeLocal, endpoints } = known;
  const bare = address.split('%')[0] ?? '';
  if (isIP(bare) === 0) return 'other';
  const same = (other: string) => canonicalAddress(other) === canonicalAddress(address);
  if (nodeLocal && same(nodeLocal.address)) return 'node-local';
  if (contains(LINK_LOCAL, bare) || hostIps.some(same)) return 'node-local';
  if (endpoints.some((endpoint) => same(endpoint.address))) return 'dns-pod';
  return contains(SERVICES, bare) ? 'vip' : 'other';
}

function blockList(...nets: readonly (readonly [address: string, prefix: number])[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of nets) list.addSubnet(address, prefix, family(address));
  return list;
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address, family(address));
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
