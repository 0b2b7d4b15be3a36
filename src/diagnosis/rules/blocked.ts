/** One transport fails entirely. */

import { CERTAIN, POSSIBLE } from '../../statistics/confidence.ts';
import { pathsOf, works } from '../compare/paths.ts';
import { allFailed } from '../compare/rates.ts';
import type { Rule } from '../rule.ts';
import { outOf } from '../wording.ts';

/** Where only the VIP was asked: it alone may lack its rule for UDP. */
const UNSURE = 0.6;

export const udpBlocked: Rule = {
  id: 'all-udp-fails',
  cause: 'udp-blocked',
  argument:
    'Every query over UDP fails, by the VIP and straight to the pods, while TCP to the same servers works: a policy or a firewall knows only one of the two.',
  when: (sight) => {
    const { vipUdp, vipTcp, directUdp, directTcp } = pathsOf(sight);
    const tcp = { failures: vipTcp.failures + directTcp.failures, trials: vipTcp.trials + directTcp.trials };
    if (!allFailed(vipUdp) || !works(tcp)) return undefined;
    if (directUdp.trials > 0 && !allFailed(directUdp)) return undefined;
    return {
      // The VIP alone may lack its rule for UDP: only the pods tell.
      confidence: directUdp.trials > 0 ? CERTAIN : UNSURE,
      facts: [
        `over UDP failed: by the VIP ${outOf(vipUdp)}, straight to the pods ${outOf(directUdp)}`,
        `over TCP failed: ${outOf(tcp)}`,
      ],
    };
  },
};

export const tcpBlocked: Rule = {
  id: 'all-tcp-fails',
  cause: 'tcp-blocked',
  argument:
    'Every connection over TCP fails, while UDP to the same servers works: truncated answers and `use-vc` can not work either.',
  when: (sight) => {
    const { vipUdp, vipTcp, directUdp, directTcp } = pathsOf(sight);
    const tcp = { failures: vipTcp.failures + directTcp.failures, trials: vipTcp.trials + directTcp.trials };
    const udp = { failures: vipUdp.failures + directUdp.failures, trials: vipUdp.trials + directUdp.trials };
    if (!allFailed(tcp) || allFailed(udp) || udp.trials === 0) return undefined;
    return {
      // Servers that answer little over UDP either have more to complain of than a policy.
      confidence: works(udp) ? CERTAIN : POSSIBLE,
      facts: [`over TCP failed: ${outOf(tcp)}`, `over UDP failed: ${outOf(udp)}`],
    };
  },
};
