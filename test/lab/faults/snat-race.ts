/**
 * Two pods behind MASQUERADE pick one source port at the same instant, and one of the two flows loses its first
 * datagram. Here an entry already holds the port of the second flow, so every chosen datagram clashes.
 */

import { farAddress, podLink } from '../ground/addresses.ts';
import { readNodeCounters, risen } from '../ground/node-counters.ts';
import { addressWords, DOOM, prepareClash } from './clash.ts';
import { CountingRules, chance } from './counters.ts';
import type { Fault } from './fault.ts';

const KNOWN = '30s';

/**
 * `percent` of the first pod's new UDP flows to the VIP lose their first datagram. Truth: `lost`, and the kernel's
 * `insertFailed` and `drop`, which rise by the same number.
 */
export function snatRace({ percent }: { readonly percent: number }): Fault {
  return {
    name: 'snat-race',
    async inject(lab) {
      const { saddr, daddr, type } = addressWords(lab);
      await prepareClash(lab);
      const before = await readNodeCounters(lab.node);
      const rules = await CountingRules.load(
        lab.node,
        'snat-race',
        ['lost'],
        `
        set known { type ${type} . inet_service; flags dynamic,timeout; timeout ${KNOWN}; }
        chain queries {
          ${saddr} . udp sport @known return
          update @known { ${saddr} . udp sport timeout ${KNOWN} }
          ${chance(percent)} counter name lost ${DOOM}
        }
        chain prerouting { type filter hook prerouting priority raw;
          ${saddr} ${farAddress(podLink(0), lab.topology.family)} ${daddr} ${lab.vip} udp dport 53 jump queries
        }`,
      );
      return {
        async truth() {
          const kernel = risen(before, await readNodeCounters(lab.node));
          return { ...(await rules.read()), ...kernel };
        },
        stop: () => rules.remove(),
      };
    },
  };
}
