/**
 * The address of NodeLocal DNSCache: it is on the node, and conntrack does not track it. It is on the loopback interface
 * and not on a dummy one, because some kernels have no dummy interfaces.
 */

import { NODE_LOCAL } from './addresses.ts';
import type { Namespace } from './namespace.ts';

/** Adds the addresses and the NOTRACK rules, as kubernetes/dns cmd/node-cache does. */
export async function makeNodeLocalAddress(node: Namespace): Promise<void> {
  await node.ip([`addr add ${NODE_LOCAL[4]}/32 dev lo`, `addr add ${NODE_LOCAL[6]}/128 dev lo nodad`]);
  const untracked = [
    `ip daddr ${NODE_LOCAL[4]} th dport 53 notrack`,
    `ip6 daddr ${NODE_LOCAL[6]} th dport 53 notrack`,
    `ip saddr ${NODE_LOCAL[4]} th sport 53 notrack`,
    `ip6 saddr ${NODE_LOCAL[6]} th sport 53 notrack`,
  ].join('\n');
  await node.nft(`table inet node-local-dns {
    chain prerouting { type filter hook prerouting priority raw;
      meta l4proto != { udp, tcp } accept
      ${untracked}
    }
    chain output { type filter hook output priority raw;
      meta l4proto != { udp, tcp } accept
      ${untracked}
    }
  }`);
}
