/** A VIP whose backends are not exactly the DNS pods, each with the same share. */

import { NOBODY } from '../ground/addresses.ts';
import type { Lab } from '../lab.ts';
import { addressWords } from './clash.ts';
import { CountingRules } from './counters.ts';
import type { Fault } from './fault.ts';

/** A DNS pod by its index, or (`nobody`) an address that no pod has. */
export type Backend = number | 'nobody';

/**
 * The VIP spreads evenly over `backends`; one that is named twice gets two shares. Truth: `queries` over UDP and
 * `segments` of TCP that the node sent to the address that no pod has.
 */
export function vipBackends(backends: readonly Backend[]): Fault {
  return {
    name: 'vip-backends',
    async inject(lab) {
      const to = `${addressWords(lab).daddr} ${NOBODY[lab.topology.family]}`;
      const rules = await CountingRules.load(
        lab.node,
        'vip-backends',
        ['queries', 'segments'],
        `chain postrouting { type filter hook postrouting priority filter;
          ${to} udp dport 53 ct original ${addressWords(lab).daddr} ${lab.vip} counter name queries
          ${to} tcp dport 53 ct original ${addressWords(lab).daddr} ${lab.vip} counter name segments
        }`,
      );
      await lab.proxyTo(backends.map((backend) => addressOf(lab, backend)));
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

function addressOf({ endpoints, topology: { family } }: Lab, backend: Backend): string {
  const address = backend === 'nobody' ? NOBODY[family] : endpoints[backend];
  if (address === undefined) throw new RangeError(`the lab has no DNS pod ${backend}`);
  return address;
}
