/** One DNS pod does not answer, and the proxy still sends queries to it. */

import { dnsLink } from '../ground/addresses.ts';
import { raise } from '../ground/wiring.ts';
import { addressWords } from './clash.ts';
import { CountingRules } from './counters.ts';
import type { Fault } from './fault.ts';

export interface EndpointDown {
  /** Which DNS pod; the last one by default. */
  readonly index?: number;
  /** `silent`: its link is down. `refused`: the pod is there, its server is not. */
  readonly how?: 'silent' | 'refused';
}

/** Truth: `queries` over UDP and `segments` of TCP that were sent to the dead pod; none was answered. */
export function endpointDown({ index, how = 'silent' }: EndpointDown = {}): Fault {
  return {
    name: 'endpoint-down',
    async inject(lab) {
      const dead = index ?? lab.dns.length - 1;
      const server = lab.dns[dead];
      if (server === undefined) throw new RangeError(`the lab has no DNS pod ${dead}`);
      const { program, namespace } = server;
      const to = `${addressWords(lab).daddr} ${lab.endpoints[dead]}`;
      const rules = await CountingRules.load(
        lab.node,
        'endpoint-down',
        ['queries', 'segments'],
        `chain postrouting { type filter hook postrouting priority filter;
          ${to} udp dport 53 counter name queries
          ${to} tcp dport 53 counter name segments
        }`,
      );
      if (how === 'silent') await namespace.ip(['link set eth0 down']);
      else await server.stop();
      return {
        truth: () => rules.read(),
        async stop() {
          await rules.remove();
          if (how === 'silent') await raise(namespace, dnsLink(dead));
          else if (program !== undefined) await server.serve(program);
        },
      };
    },
  };
}
