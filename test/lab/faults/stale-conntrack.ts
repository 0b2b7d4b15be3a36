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
 * new socket with the port of an earlier one. So the flow must also belong to a socket that is open at each look.
 */
async function endpointInUse(lab: Lab): Promise<number> {
  let open = await openPorts(lab);
  for (let look = 1; look < LOOKS; look += 1) {
    await pause(BETWEEN_LOOKS_MS);
    const still = await openPorts(lab);
    open = new Set([...open].filter((port) => still.has(port)));
  }
  const inUse = (await assuredFlows(lab)).find(({ port }) => open.has(port));
  return Math.max(
    lab.endpoints.findIndex((endpoint) => inUse?.flow.includes(`src=${endpoint} `)),
    0,
  );
}

/** Local ports of the first pod's UDP sockets. A line of procfs is `sl local_address rem_address ...`, addresses and ports in hex. */
async function openPorts({ pod }: Lab): Promise<Set<number>> {
  const sockets = await pod.run(['cat', '/proc/net/udp', '/proc/net/udp6']);
  const ports = sockets.matchAll(/^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) /gm);
  return new Set([...ports].map(([, port = '']) => Number.parseInt(port, 16)));
}

/** Lines of conntrack(8), `udp 17 119 src=... sport=... [ASSURED]`: the first pod's flows to the VIP, and their source ports. */
async function assuredFlows({ node, vip, topology: { family } }: Lab) {
  const of = ['-s', farAddress(podLink(0), family), '-d', vip];
  const flows = await node.run(['conntrack', '-L', '-f', family === 6 ? 'ipv6' : 'ipv4', '-p', 'udp', ...of]);
  return flows
    .split('\n')
    .filter((line) => line.includes('[ASSURED]'))
    .map((flow) => ({ flow, port: Number(/ sport=(\d+) /.exec(flow)?.[1]) }));
}
