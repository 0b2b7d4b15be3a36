/** A node-local cache that is not in fivesec's configuration, and that does not run. */

import { makeNodeLocalAddress } from '../ground/node-local.ts';
import type { Lab } from '../lab.ts';
import { addressWords } from './clash.ts';
import { CountingRules } from './counters.ts';
import type { Fault } from './fault.ts';

export interface NodeCacheGone {
  /**
   * `refused`: its address is still on the node. `silent`: its address is gone too. `on-vip`: it had bound the VIP itself,
   * and that is still on the node. Pods ask the cache's own address, or the VIP with `on-vip`.
   */
  readonly how?: 'refused' | 'silent' | 'on-vip';
}

/** Truth: `queries` over UDP and `segments` of TCP for the cache, none of them answered. */
export function nodeCacheGone({ how = 'refused' }: NodeCacheGone = {}): Fault {
  return {
    name: 'node-cache-gone',
    async inject(lab) {
      const { node, pod, topology } = lab;
      const cache = how === 'on-vip' ? lab.vip : lab.nodeLocal;
      if (how === 'refused') await makeNodeLocalAddress(node);
      const undo = how === 'on-vip' ? await bindVip(lab) : undefined;
      if (how !== 'on-vip') pod.resolvConf([`nameserver ${cache}`, ...topology.resolvConf, ''].join('\n'));
      const to = `${addressWords(lab).daddr} ${cache}`;
      const rules = await CountingRules.load(
        pod,
        'node-cache-gone',
        ['queries', 'segments'],
        `chain output { type filter hook output priority filter;
          ${to} udp dport 53 counter name queries
          ${to} tcp dport 53 counter name segments
        }`,
      );
      return {
        truth: () => rules.read(),
        async stop() {
          lab.configure(pod, topology.resolvConf);
          await undo?.();
          await rules.remove();
        },
      };
    },
  };
}

/** Puts the VIP on the node, untracked, as node-cache does by default (kubernetes/dns, cmd/node-cache/app). */
async function bindVip(lab: Lab): Promise<() => Promise<void>> {
  const { node, vip } = lab;
  const { saddr, daddr } = addressWords(lab);
  const address = vip.includes(':') ? `${vip}/128 dev lo nodad` : `${vip}/32 dev lo`;
  await node.ip([`addr add ${address}`]);
  await node.nft(`table inet node-cache-on-vip {
    chain prerouting { type filter hook prerouting priority raw; ${daddr} ${vip} th dport 53 notrack
    }
    chain output { type filter hook output priority raw; ${saddr} ${vip} th sport 53 notrack
    }
  }`);
  return async () => {
    await node.nft('delete table inet node-cache-on-vip');
    await node.ip([`addr del ${address.replace(' nodad', '')}`]);
  };
}
