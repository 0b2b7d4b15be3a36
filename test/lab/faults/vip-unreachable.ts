/** The node's rules for the DNS VIP are gone: what goes there goes nowhere. */

import { addressWords } from './clash.ts';
import { CountingRules } from './counters.ts';
import type { Fault } from './fault.ts';

/** Truth: `queries` over UDP and `segments` of TCP that were still for the VIP after DNAT had its chance. */
export function vipUnreachable(): Fault {
  return {
    name: 'vip-unreachable',
    async inject(lab) {
      const to = `${addressWords(lab).daddr} ${lab.vip}`;
      const rules = await CountingRules.load(
        lab.node,
        'vip-unreachable',
        ['queries', 'segments'],
        `chain prerouting { type filter hook prerouting priority dstnat + 10;
          ${to} udp dport 53 counter name queries
          ${to} tcp dport 53 counter name segments
        }`,
      );
      await lab.proxyTo([]);
      return {
        truth: () => rules.read(),
        async stop() {
          await lab.proxyTo(lab.endpoints);
          await rules.remove();
        },
      };
    },
  };
}
