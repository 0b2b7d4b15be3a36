/** The DNS VIP is unreachable: the node has no rules for it, or no DNS pod is ready behind it. */

import { together } from '../ground/together.ts';
import type { Lab } from '../lab.ts';
import { addressWords } from './clash.ts';
import { CountingRules } from './counters.ts';
import type { Fault } from './fault.ts';

export interface VipUnreachable {
  /** `no-rules`: packets to it are lost. `no-endpoints`: the DNS servers ended, so the node refuses packets to it. */
  readonly how?: 'no-rules' | 'no-endpoints';
}

/** Truth: `queries` over UDP and `segments` of TCP whose destination was still the VIP after the node's DNAT rules. */
export function vipUnreachable({ how = 'no-rules' }: VipUnreachable = {}): Fault {
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
      const revive = how === 'no-rules' ? undefined : await stopServers(lab);
      await (how === 'no-rules' ? lab.unproxy() : lab.proxyTo([]));
      return {
        truth: () => rules.read(),
        async stop() {
          await revive?.();
          await lab.proxyTo(lab.endpoints);
          await rules.remove();
        },
      };
    },
  };
}

/** Ends the server in each DNS pod. Returns a function that starts them again. */
async function stopServers({ dns }: Lab): Promise<() => Promise<void>> {
  const running = dns.map((server) => ({ server, program: server.program }));
  await together(dns.map((server) => server.stop()));
  return async () => {
    await together(running.map(async ({ server, program }) => program && server.serve(program)));
  };
}
