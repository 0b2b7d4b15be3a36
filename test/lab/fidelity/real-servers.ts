/** CoreDNS at the addresses of the cases that need it, in a separate DNS pod. */

import { DnsServer } from '../dns/server.ts';
import { CLUSTER_ZONE } from '../dns/zone.ts';
import type { Lab } from '../lab.ts';
import type { RealServer } from './case.ts';

export interface RealServerPlan extends RealServer {
  readonly address: string;
}

/** Replaces the server in `pod` by one CoreDNS that listens at the addresses of all `plans`. */
export async function startRealServers(
  { directory }: Lab,
  pod: DnsServer,
  plans: readonly RealServerPlan[],
): Promise<void> {
  await pod.stop();
  const lossy = plans.filter(({ losesFirst }) => losesFirst).map(({ address }) => address);
  await pod.namespace.nft(`table inet fivesec-first {
    ${losing(
      'ip',
      'ipv4_addr',
      lossy.filter((one) => !one.includes(':')),
    )}
    ${losing(
      'ip6',
      'ipv6_addr',
      lossy.filter((one) => one.includes(':')),
    )}
  }`);
  const listen = plans.map(({ address }) => address);
  const server = new DnsServer(pod.namespace, { listen, zone: CLUSTER_ZONE, forward: [] }, directory);
  await server.serve('coredns');
}

/** Drops the first datagram to each address, which is the query for A: an address leaves the set by what it loses. */
function losing(protocol: 'ip' | 'ip6', type: string, addresses: readonly string[]): string {
  if (addresses.length === 0) return '';
  return `set ${protocol}-yet { type ${type}; flags dynamic; size 65535; elements = { ${addresses.join(', ')} } }
    chain ${protocol}-in { type filter hook prerouting priority raw;
      udp dport 53 ${protocol} daddr @${protocol}-yet delete @${protocol}-yet { ${protocol} daddr } drop
    }`;
}
