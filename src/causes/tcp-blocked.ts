/** DNS over TCP is blocked; DNS over UDP works. */

import { pathsOf, works } from '../compare/paths.ts';
import { allFailed } from '../compare/rates.ts';
import { outOf } from '../compare/wording.ts';
import { CERTAIN, POSSIBLE } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';
import type { Rule } from './rule.ts';

const rule: Rule = {
  id: 'all-tcp-fails',
  predicts: ['tcp-lost'],
  argument:
    'Every connection over TCP fails, while UDP to the same servers works. So a resolver cannot fetch a truncated answer, and `use-vc` cannot work. If only connections to one of the known addresses were tried, the confidence is 0.5 at most: that DNS pod may be down.',
  when: (view) => {
    const { vipUdp, vipTcp, directUdp, directTcp } = pathsOf(view);
    const tcp = { failures: vipTcp.failures + directTcp.failures, trials: vipTcp.trials + directTcp.trials };
    const udp = { failures: vipUdp.failures + directUdp.failures, trials: vipUdp.trials + directUdp.trials };
    if (!allFailed(tcp) || allFailed(udp) || udp.trials === 0) return undefined;
    // Each connection to one DNS pod fails if that pod is down. So one address alone shows nothing about TCP.
    const pods = view.endpoints.filter((pod) => pod.tcp.failures > 0).length;
    const isOneAddress = pods + (vipTcp.failures > 0 ? 1 : 0) < 2 && view.endpoints.length > 0;
    return {
      // If the servers answer little over UDP too, a network policy is not the only fault.
      confidence: works(udp) && !isOneAddress ? CERTAIN : POSSIBLE,
      facts: [`queries over TCP that failed: ${outOf(tcp)}`, `queries over UDP that failed: ${outOf(udp)}`],
    };
  },
};

export const tcpBlocked: CauseDefinition<'tcp-blocked'> = {
  cause: 'tcp-blocked',
  rules: [rule],
  remedies: [{ change: 'Allow TCP port 53 to the DNS pods in network policies and firewalls' }],
  askNext: ['tcp', 'endpoint'],
};
