/** Classifies a nameserver of resolv.conf by its address alone. */

import { BlockList, isIP } from 'node:net';
import { canBeService, isLoopback, type Server } from '../domain/server.ts';
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
 * Where clouds answer DNS themselves, outside of the node: Google's metadata server is 169.254.169.254 (the nameserver of pods with Cloud DNS
 * for GKE), Amazon's resolver 169.254.169.253.
 */
const CLOUD = blockList(['169.254.169.0', 24]);
/** RFC 4193. Services rarely have other IPv6 addresses. */
const UNIQUE_LOCAL = blockList(['fc00::', 7]);

/** `address` may have a zone (`fe80::1%eth0`). An address that is configured as the node-local cache is always `node-local`. */
export function nameserverKind(address: string, known: KnownAddresses): NameserverKind {
  const { hostIps, nodeLocal, endpoints } = known;
  const bare = address.split('%')[0] ?? '';
  if (isIP(bare) === 0) return 'other';
  const same = (other: string) => canonicalAddress(other) === canonicalAddress(address);
  if (nodeLocal && same(nodeLocal.address)) return 'node-local';
  if (hostIps.some(same) || (contains(LINK_LOCAL, bare) && !contains(CLOUD, bare))) return 'node-local';
  if (endpoints.some((endpoint) => same(endpoint.address))) return 'dns-pod';
  // A test server may be on loopback.
  const isVip =
    isLoopback(bare) || (family(bare) === 'ipv6' ? contains(UNIQUE_LOCAL, bare) : canBeService(bare));
  return isVip ? 'vip' : 'other';
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
