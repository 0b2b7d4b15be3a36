/** A DNS pod is replaced while a long-lived socket talks to it: the proxy knows, the node's conntrack entry does not. */

import { dnsLink, farAddress, podLink } from '../ground/addresses.ts';
import { raise } from '../ground/wiring.ts';
import type { Lab } from '../lab.ts';
import { addressWords } from './clash.ts';
import { CountingRules } from './counters.ts';
import type { Fault } from './fault.ts';

/**
 * Removes the DNS pod that the first pod's oldest live flow goes to, and tells the proxy, but not conntrack.
 * Truth: `queries` for the VIP that still went to the pod that is gone, and which it was (`endpoint`, from 0).
 */
export function staleConntrack(): Fault {
  return {
    name: 'stale-conntrack',
    async inject(lab) {
      const gone = await endpointInUse(lab);
      const server = lab.dns[gone];
      if (server === undefined) throw new RangeError('the lab has no DNS pods');
      const { daddr } = addressWords(lab);
      const rules = await CountingRules.load(
        lab.node,
        'stale-conntrack',
        ['queries'],
        `chain postrouting { type filter hook postrouting priority filter;
          ${daddr} ${lab.endpoints[gone]} ct original ${daddr} ${lab.vip} udp dport 53 counter name queries
        }`,
      );
      await lab.proxyTo(lab.endpoints.filter((_, index) => index !== gone));
      await server.namespace.ip(['link set eth0 down']);
      return {
        truth: async () => ({ ...(await rules.read()), endpoint: gone }),
        async stop() {
          await raise(server.namespace, dnsLink(gone));
          await lab.proxyTo(lab.endpoints);
          await rules.remove();
        },
      };
    },
  };
}

/**
 * A UDP flow is ASSURED once it is two seconds old and was answered: mostly, sockets that stay open get there. Of these,
 * the one that was used last, so has the longest to live (third word of conntrack's line, seconds).
 */
async function endpointInUse({ node, vip, endpoints, topology: { family } }: Lab): Promise<number> {
  const of = ['-s', farAddress(podLink(0), family), '-d', vip];
  const flows = await node.run(['conntrack', '-L', '-f', family === 6 ? 'ipv6' : 'ipv4', '-p', 'udp', ...of]);
  const assured = flows
    .split('\n')
    .filter((line) => line.includes('[ASSURED]'))
    .sort((one, other) => secondsLeft(other) - secondsLeft(one));
  const [freshest = ''] = assured;
  return Math.max(
    endpoints.findIndex((endpoint) => freshest.includes(`src=${endpoint} `)),
    0,
  );
}

function secondsLeft(line: string): number {
  return Number(/^udp\s+\d+\s+(\d+)/.exec(line)?.[1] ?? 0);
}
