/** Rules for a VIP behind which no DNS pod is known, so that none can be asked directly: they belong to `endpoint-down` and `packet-loss`. */

import { isJustChanged } from '../compare/astray-share.ts';
import { backendsOf, deadBackends, fateFacts, isRewritten, waysBack } from '../compare/fates.ts';
import { pathsOf } from '../compare/paths.ts';
import { allFailed } from '../compare/rates.ts';
import { joined, outOf, percent } from '../compare/wording.ts';
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
    if (support === undefined || support.confidence < POSSIBLE || share >= 1 || overTcp < 0.5)
      return undefined;
    const { vipUdp, vipTcp } = pathsOf(view);
    return {
      confidence: POSSIBLE,
      facts: [
        `about ${percent(share)} of the flows via the VIP get no answer; queries that failed: ${outOf(vipUdp)} over UDP, ${outOf(vipTcp)} over TCP`,
        isKnown
          ? 'the set of DNS pods has just changed: a pod that left may be down, and the rules of this node may still lead there'
          : 'no DNS pod is known, so none was asked directly. With `--endpoint <address>` for each DNS pod, fivesec shows which one is down',
      ],
    };
  },
};

export const oneBackendAnswersNothing: Rule = {
  id: 'the-table-shows-a-backend-that-answers-nothing',
  predicts: [],
  argument:
    "No DNS pod is known. The node's conntrack table shows an address behind the VIP that answered none of the queries that were sent there, while another address answered most of its own. So one DNS pod is down, whatever else loses queries. A stale rule of the node looks the same (`vip-leads-astray`), so the confidence is 0.5. If TCP via the VIP never fails, the address answers over TCP, and the rule does not apply.",
  when: (view) => {
    const dead = deadBackends(view);
    const { vipUdp, vipTcp } = pathsOf(view);
    const isKnown = view.evidence.context.endpoints.length > 0 || view.endpoints.length > 0;
    if (view.first !== 'vip' || isKnown || dead.length === 0 || vipTcp.failures === 0) return undefined;
    return {
      confidence: POSSIBLE,
      facts: [
        ...dead.map(
          ({ address, lost }) => `queries via the VIP that were sent to ${address} and lost: ${outOf(lost)}`,
        ),
        `queries via the VIP that failed: ${outOf(vipUdp)} over UDP, ${outOf(vipTcp)} over TCP`,
        ...fateFacts(view),
      ],
    };
  },
};

export const nobodyBehindTheVip: Rule = {
  id: 'nobody-behind-the-vip-answers',
  predicts: ['all-lost', 'vip-leads-astray', 'unlisted-pod-fails'],
  argument:
    "Nothing that is sent to the VIP is answered, over UDP and over TCP, and no DNS pod is known. The node's conntrack table shows that the node rewrites the VIP, and that no answer came back from where it leads. So the DNS pods there are down, or the way to them loses everything. Only their addresses would show which, so the confidence is 0.5.",
  when: (view) => {
    const { vipUdp, vipTcp } = pathsOf(view);
    const { endpoints, nameserver } = view.evidence.context;
    if (view.first !== 'vip' || endpoints.length > 0 || view.endpoints.length > 0) return undefined;
    if (!allFailed(vipUdp) || !allFailed(vipTcp) || isRewritten(view, nameserver) !== true) return undefined;
    const { replied = 0, unreplied = 0 } = waysBack(view) ?? {};
    if (replied > unreplied) return undefined;
    return {
      confidence: POSSIBLE,
      facts: [
        `queries via the VIP that failed: ${outOf(vipUdp)} over UDP, ${outOf(vipTcp)} over TCP`,
        `the VIP leads to ${joined(backendsOf(view).map(({ address }) => address))}, and nothing there answered`,
        ...fateFacts(view),
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
