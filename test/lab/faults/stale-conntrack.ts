/** A DNS pod is replaced while a long-lived socket uses it: the proxy is updated, the node's conntrack entry is not. */

import { setTimeout as pause } from 'node:timers/promises';
import { dnsLink, farAddress, podLink } from '../ground/addresses.ts';
import { raise } from '../ground/wiring.ts';
import type { Lab } from '../lab.ts';
import { addressWords } from './clash.ts';
import { CountingRules } from './counters.ts';
import type { Fault } from './fault.ts';

/**
 * Removes the DNS pod of the first pod's oldest live flow. Updates the proxy, but not conntrack.
 * Truth: `queries` for the VIP that were still sent to the removed pod, and the pod's index (`endpoint`, from 0).
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

const LOOKS = 5;
const BETWEEN_LOOKS_MS = 300;

/**
 * A UDP flow is ASSURED once it is two seconds old and was answered: this happens to sockets that stay open, and sometimes to a
 * new socket with the port of an earlier one. Of these, the flow that is used repeatedly has the longest time left.
 */
async function endpointInUse(lab: Lab): Promise<number> {
  const seconds = new Map<string, number>();
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 0) await pause(BETWEEN_LOOKS_MS);
    for (const { flow, left } of await assuredFlows(lab)) seconds.set(flow, (seconds.get(flow) ?? 0) + left);
  }
  const [inUse = ''] = [...seconds.keys()].sort(
    (one, other) => (seconds.get(other) ?? 0) - (seconds.get(one) ?? 0),
  );
  return Math.max(
    lab.endpoints.findIndex((endpoint) => inUse.includes(`src=${endpoint} `)),
    0,
  );
}

/** Lines of conntrack(8), `udp 17 119 src=... [ASSURED]`: the first pod's flows to the VIP, and the seconds left (third word). */
async function assuredFlows({ node, vip, topology: { family } }: Lab) {
  const of = ['-s', farAddress(podLink(0), family), '-d', vip];
  const flows = await node.run(['conntrack', '-L', '-f', family === 6 ? 'ipv6' : 'ipv4', '-p', 'udp', ...of]);
  return flows
    .split('\n')
    .filter((line) => line.includes('[ASSURED]'))
    .map((line) => {
      const [, left = '', flow = ''] = /^udp\s+\d+\s+(\d+)\s+(.*)/.exec(line) ?? [];
      return { flow, left: Number(left) };
    });
}
