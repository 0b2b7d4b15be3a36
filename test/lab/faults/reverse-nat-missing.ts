/** Answers to queries via the VIP arrive from the DNS pod's own address: the node does not translate them back. */

import { addressWords } from './clash.ts';
import { CountingRules, chance } from './counters.ts';
import type { Fault } from './fault.ts';

/** The lifetime of a UDP flow in conntrack. */
const KNOWN = '30s';

/** Truth: `untranslated` answers over UDP, `percent` of those to queries via the VIP. */
export function reverseNatMissing({ percent = 100 }: { readonly percent?: number } = {}): Fault {
  return {
    name: 'reverse-nat-missing',
    async inject(lab) {
      const { saddr, daddr, type } = addressWords(lab);
      const rules = await CountingRules.load(
        lab.node,
        'reverse-nat-missing',
        ['untranslated'],
        `
        set byvip { type ${type} . inet_service; flags dynamic,timeout; timeout ${KNOWN}; }
        chain prerouting { type filter hook prerouting priority raw;
          ${daddr} ${lab.vip} udp dport 53 update @byvip { ${saddr} . udp sport timeout ${KNOWN} }
          udp sport 53 ${daddr} . udp dport @byvip ${chance(percent)} counter name untranslated notrack
        }`,
      );
      return { truth: () => rules.read(), stop: () => rules.remove() };
    },
  };
}
