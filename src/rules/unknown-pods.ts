/** Rules for a VIP behind which no DNS pod is known, so that none can be asked directly: they belong to `endpoint-down` and `packet-loss`. */

import { allFailed } from '../compare/counts/proportions.ts';
import { outOf, percent } from '../compare/counts/wording.ts';
import { fateFacts, waysBack } from '../compare/view/fates.ts';
import { pathsOf } from '../compare/view/paths.ts';
import { isJustChanged } from '../compare/vip/astray-share.ts';
import { POSSIBLE } from '../statistics/confidence.ts';
import type { Rule } from './rule.ts';

export const unknownPodFails: Rule = {
  id: 'unknown-pod-behind-the-vip-fails',
  predicts: ['unlisted-pod-fails', 'vip-leads-astray'],
  argument:
    'No DNS pod is known, or the set of them has just changed, so that a pod that left may be down. A share of the flows via the VIP gets no answer, over UDP and over TCP, and the two queries of one socket are answered or lost together. So one address behind the VIP does not answer. Most often that is a DNS pod that is down. A stale rule of the node looks the same (`vip-leads-astray`), so the confidence is 0.5.',
  when: (view) => {
    const support = view.losses().supportOf('unlisted-pod-fails', 'vip-leads-astray');
    const [share = 0, overTcp = 0] = support?.values ?? [];
    const isKnown = view.evidence.context.endpoints.length > 0 || view.endpoints.length > 0;
    if (isKnown && !isJustChanged(view.evidence)) return undefined;
    if (support === undefined || support.confidence < POSSIBLE || share >= 1) return undefined;
    // A pod that was down for seconds before it left loses no connection: TCP tries again.
    if (overTcp < 0.5 && !isKnown) return undefined;
    const { vipUdp, vipTcp } = pathsOf(view);
    return {
      confidence: POSSIBLE,
      facts: [
        `about ${percent(share)} of the flows via the VIP get no answer; queries that failed: ${outOf(vipUdp)} over UDP, ${outOf(vipTcp)} over TCP`,
        isKnown
          ? 'the set of DNS pods has just changed: a pod that left may be down, and the rules of this node may still lead there'
          : 'no DNS pod is known, so none was asked directly. With `--flows`, or with `--endpoint <address>` for each DNS pod, fivesec shows which one is down',
      ],
    };
  },
};

export const answersLostOnTheWayBack: Rule = {
  id: 'answers-reach-the-node-and-not-the-pod',
  predicts: ['all-lost', 'vip-leads-astray', 'unlisted-pod-fails'],
  argument:
    "Nothing that is sent to the VIP is answered, and the node's conntrack table shows an answer to most of these queries. So the answers reach the node, and are lost between the node's network stack and this pod: on its interface, or by a rule of the node. The backlog of the CPUs and a policy for answers look the same, so the confidence is 0.5.",
  when: (view) => {
    const { vipUdp, vipTcp } = pathsOf(view);
    const back = waysBack(view);
    if (view.first !== 'vip' || !allFailed(vipUdp) || !allFailed(vipTcp) || back === undefined)
      return undefined;
    if (back.replied < FEWEST_REPLIED || back.replied < NEARLY_ALL * (back.replied + back.unreplied))
      return undefined;
    return {
      confidence: POSSIBLE,
      facts: [
        `queries via the VIP that failed: ${outOf(vipUdp)} over UDP, ${outOf(vipTcp)} over TCP`,
        ...fateFacts(view),
      ],
    };
  },
};

const FEWEST_REPLIED = 8;
const NEARLY_ALL = 0.9;
