/** A rule of `endpoint-down`: the hosts of the DNS pods take TCP connections, and their DNS servers answer nothing. */

import { allFailed } from '../compare/counts/proportions.ts';
import { joined, outOf } from '../compare/counts/wording.ts';
import { takenInSilence } from '../compare/network/standing-connections.ts';
import { pathsOf } from '../compare/view/paths.ts';
import type { View } from '../compare/view/view.ts';
import { LIKELY } from '../statistics/confidence.ts';
import type { Proportion } from '../statistics/tests.ts';
import type { Rule } from './rule.ts';

export const podsTakeAndAnswerNothing: Rule = {
  id: 'pods-take-connections-and-answer-nothing',
  predicts: ['all-lost', 'whole-flows-lost'],
  argument:
    'What is sent straight to every known DNS pod is not answered, or whole flows are not, over UDP and over TCP. But the TCP connections stand. The kernel of a host completes a connection without the DNS server (listen(2)), so packets pass in both directions, and neither a dead path nor a policy explains the silence. The DNS server does not read its sockets: it hangs. If only some flows get no answer, it does not read one of several sockets of the same port (`SO_REUSEPORT`). A device that takes connections in place of the pods (a proxy, a firewall that inspects DNS) looks the same.',
  when: (view) => {
    const pods = silentPods(view);
    const { vipUdp, vipTcp, directUdp } = pathsOf(view);
    if (view.first !== 'vip' || pods.length === 0 || pods.length < view.endpoints.length) return undefined;
    const isAll = allFailed(vipUdp) && allFailed(directUdp);
    if (!isAll && view.losses().supportOf('whole-flows-lost') === undefined) return undefined;
    return {
      confidence: LIKELY,
      facts: [
        `TCP connections straight to ${joined(pods.map(({ address }) => address))} that stood and got no answer: ${joined(pods.map(({ taken }) => outOf(taken)))}`,
        `queries that failed: ${outOf(vipUdp)} via the VIP over UDP, ${outOf(vipTcp)} over TCP; ${outOf(directUdp)} straight to the DNS pods over UDP`,
        isAll
          ? 'the hosts of the DNS pods take connections, and nothing answers over them: the DNS servers hang'
          : 'only some flows get no answer, and their connections stand: the DNS servers do not read one of their sockets',
      ],
    };
  },
};

interface SilentPod {
  readonly address: string;
  readonly taken: Proportion;
}

/** The known DNS pods of which nearly each connection without an answer stood. */
function silentPods({ arms, endpoints }: View): readonly SilentPod[] {
  return endpoints.flatMap(({ address }) => {
    const own = arms.filter(({ target }) => target.kind === 'endpoint' && target.address === address);
    const taken = takenInSilence(own);
    return taken === undefined ? [] : [{ address, taken }];
  });
}
