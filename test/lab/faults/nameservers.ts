/** The nameservers that the first pod's resolv.conf has in addition to the VIP, or instead of it. */

import { NOBODY } from '../ground/addresses.ts';
import type { Lab } from '../lab.ts';
import { addressWords } from './clash.ts';
import { CountingRules } from './counters.ts';
import type { Fault } from './fault.ts';

/** `nobody`: an address without a host. A number: a DNS pod by its index. */
export type Nameserver = 'vip' | 'node-local' | 'nobody' | number;

export interface Nameservers {
  readonly servers: readonly Nameserver[];
  /** More lines, besides those of the topology: `options rotate`. */
  readonly lines?: readonly string[];
}

/** Truth: `queries` over UDP and `segments` of TCP for the nameserver address without a host. */
export function nameservers({ servers, lines = [] }: Nameservers): Fault {
  return {
    name: 'nameservers',
    async inject(lab) {
      const to = `${addressWords(lab).daddr} ${NOBODY[lab.topology.family]}`;
      const rules = await CountingRules.load(
        lab.pod,
        'nameservers',
        ['queries', 'segments'],
        `chain output { type filter hook output priority filter;
          ${to} udp dport 53 counter name queries
          ${to} tcp dport 53 counter name segments
        }`,
      );
      const addresses = servers.map((server) => addressOf(lab, server));
      const named = addresses.map((address) => `nameserver ${address}`);
      lab.pod.resolvConf([...named, ...lab.topology.resolvConf, ...lines, ''].join('\n'));
      return {
        truth: () => rules.read(),
        async stop() {
          lab.configure(lab.pod, lab.topology.resolvConf);
          await rules.remove();
        },
      };
    },
  };
}

function addressOf(lab: Lab, server: Nameserver): string {
  if (server === 'vip') return lab.vip;
  if (server === 'node-local') return lab.nodeLocal;
  const address = server === 'nobody' ? NOBODY[lab.topology.family] : lab.endpoints[server];
  if (address === undefined) throw new RangeError(`the lab has no DNS pod ${server}`);
  return address;
}
