/** A rule of `packet-loss`: what the node rewrites for one DNS pod is lost, and what is sent straight to that pod is not. */

import { ratio, wrongSource } from '../compare/counts/proportions.ts';
import { joined, outOf } from '../compare/counts/wording.ts';
import { explainsLittle } from '../compare/harm.ts';
import type { DnsPod } from '../compare/view/dns-pods.ts';
import { type Backend, backendsOf, deadBackends, fateFacts } from '../compare/view/fates.ts';
import { pathsOf } from '../compare/view/paths.ts';
import type { View } from '../compare/view/view.ts';
import { isJustChanged, tcpNeverFails } from '../compare/vip/astray-share.ts';
import { LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import { add } from '../statistics/tests.ts';
import type { Rule } from './rule.ts';

export const rewrittenLost: Rule = {
  id: 'what-is-rewritten-for-a-pod-is-lost',
  predicts: [],
  argument:
    "The node's conntrack table shows that every query via the VIP that was sent to one DNS pod was lost, and most of those to another pod were answered. The same pod answers when asked directly. So it runs, its address is right, and the way there works: only packets that the node has rewritten are lost. A checksum that an offload breaks and a filter for rewritten packets do that. No answer came from the pod's own address, so the answers are not merely untranslated (`reverse-nat-missing`). TCP via the VIP fails as well: else UDP alone is blocked (`udp-blocked`). Within half a minute of a change of the DNS pods the confidence is 0.5 at most: the pod may just have become ready.",
  when: (view) => {
    const lost = deadForTheVip(view);
    if (view.first !== 'vip' || lost.length === 0 || wrongSource(view.byVip('race')) > 0) return undefined;
    const there = add(...lost.map(({ backend }) => backend.lost));
    const share = there.trials / add(...backendsOf(view).map((backend) => backend.lost)).trials;
    if (tcpNeverFails(pathsOf(view).vipTcp, share)) return undefined;
    return {
      confidence: isJustChanged(view.evidence) ? POSSIBLE : LIKELY,
      isMinor: explainsLittle(view, there.failures),
      facts: [
        `queries via the VIP that the node sent to ${joined(lost.map(({ pod }) => pod.address))}, and that were lost: ${outOf(there)}`,
        `queries straight to the same address that failed: ${outOf(add(...lost.map(({ pod }) => pod.udp)))} over UDP, ${outOf(add(...lost.map(({ pod }) => pod.tcp)))} over TCP`,
        ...fateFacts(view),
      ],
    };
  },
};

interface Lost {
  readonly backend: Backend;
  readonly pod: DnsPod;
}

/** Known DNS pods to which the VIP leads, of which each query via the VIP was lost, and that answer directly. */
function deadForTheVip(view: View): readonly Lost[] {
  const { endpoints } = view.evidence.context;
  return deadBackends(view).flatMap((backend) => {
    const pod = view.endpoints.find(({ address }) => address === backend.address);
    const isKnown = endpoints.includes(backend.address);
    return isKnown && pod !== undefined && answers(pod) ? [{ backend, pod }] : [];
  });
}

/** The fewest direct queries that show that a pod answers, and the most of them that it may lose. */
const ENOUGH = 20;
const FEW = 0.1;

function answers({ udp }: DnsPod): boolean {
  return udp.trials >= ENOUGH && ratio(udp) <= FEW;
}
