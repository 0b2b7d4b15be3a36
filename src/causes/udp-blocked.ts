/** DNS over UDP is blocked; DNS over TCP works. */

import { checksumErrors, clashDrops, ownChecksumErrors } from '../compare/counts/counters.ts';
import { allFailed, ratio, wrongSource } from '../compare/counts/proportions.ts';
import { outOf, percent } from '../compare/counts/wording.ts';
import { tcpHidesLoss } from '../compare/network/standing-connections.ts';
import { pathsOf, works } from '../compare/view/paths.ts';
import type { View } from '../compare/view/view.ts';
import type { Rule } from '../rules/rule.ts';
import { CERTAIN, LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import { add, type Proportion } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';
import { USE_VC } from './shared-remedies.ts';

/** The confidence if only the VIP was asked, as its rule for UDP alone may be missing; or if the pods do not answer all. */
const UNSURE = 0.6;
/** The greatest share of direct queries over UDP that another fault may lose. */
const MOST_LOST = 0.6;

const rule: Rule = {
  id: 'all-udp-fails',
  predicts: ['all-udp-lost'],
  argument:
    'Every query over UDP fails, via the VIP and straight to the pods, while TCP to the same servers works. So a policy or a firewall allows TCP and not UDP. A pod that takes no connection either is left out: it may be gone.',
  when: (view) => {
    const { vipUdp, vipTcp, directUdp } = pathsOf(view);
    // A listed pod that is gone takes no connection either, whatever the policy.
    const tcp = add(vipTcp, ...view.endpoints.map((pod) => pod.tcp).filter((own) => !allFailed(own)));
    if (!allFailed(vipUdp) || !works(tcp)) return undefined;
    if (directUdp.trials > 0 && !allFailed(directUdp)) return undefined;
    return {
      // The VIP alone may lack its rule for UDP: only asking the pods directly shows that.
      confidence: isDroppedByKernel(view)
        ? POSSIBLE
        : directUdp.trials > 0 && wrongSource(view.arms) === 0
          ? CERTAIN
          : UNSURE,
      facts: [
        `queries over UDP that failed: ${outOf(vipUdp)} via the VIP, ${outOf(directUdp)} straight to the DNS pods`,
        `queries over TCP that failed: ${outOf(tcp)}`,
        ...answersFromElsewhere(view),
      ],
    };
  },
};

/** Such packets pass in both directions, and no resolver takes them (musl compares address and port). */
function answersFromElsewhere(view: View): readonly string[] {
  const seen = wrongSource(view.arms);
  return seen === 0
    ? []
    : [
        `${seen} answers over UDP came from another address or port than the one asked, and no resolver takes them: look at what rewrites the answers of the DNS pods, and at the address and port from which they send`,
      ];
}

/**
 * Does a counter of the kernel explain the losses? A firewall drops a packet before conntrack inserts its entry, so dropped insertions
 * have another reason. Answers with a wrong checksum have passed each firewall, and the kernel drops them at their end.
 */
function isDroppedByKernel(view: View): boolean {
  return [clashDrops, ownChecksumErrors, checksumErrors].some((counter) => {
    const drops = view.excessOf(counter);
    return drops.kind === 'elevated' && drops.explains;
  });
}

const byVipAlone: Rule = {
  id: 'all-udp-by-the-vip-fails',
  predicts: ['vip-leads-astray'],
  argument:
    'Every query over UDP to the VIP fails. TCP to the same address works, and the pods answer over UDP when asked directly. So a policy or a rule of the Service allows TCP to the VIP, and the same rule for UDP is missing. If a second fault loses a part of what is sent straight to the pods, the confidence is 0.6.',
  when: (view) => {
    const { vipUdp, vipTcp, directUdp } = pathsOf(view);
    if (!allFailed(vipUdp) || !works(vipTcp) || !answersInPart(directUdp)) return undefined;
    return {
      confidence: isDroppedByKernel(view) ? POSSIBLE : works(directUdp) ? LIKELY : UNSURE,
      facts: [
        `queries over UDP that failed: ${outOf(vipUdp)} via the VIP, ${outOf(directUdp)} straight to the DNS pods`,
        `queries via the VIP over TCP that failed: ${outOf(vipTcp)}`,
        OR_BROKEN,
      ],
    };
  },
};

/** https://github.com/kubernetes/kubernetes/issues/93791, https://github.com/flannel-io/flannel/issues/1279 */
const OR_BROKEN =
  'it looks the same if the rule is there and UDP is lost after the node has rewritten it: where the node masquerades the query as well, an offload may break its checksum';

function answersInPart(direct: Proportion): boolean {
  return direct.trials >= ENOUGH_DIRECT && ratio(direct) <= MOST_LOST;
}

const ENOUGH_DIRECT = 2;

const inPart: Rule = {
  id: 'udp-by-the-vip-fails-in-part',
  predicts: ['vip-leads-astray', 'unlisted-pod-fails'],
  argument:
    'A share of the flows over UDP via the VIP gets no answer, however they are sent, and TCP via the VIP never fails. So each server behind the VIP works, and the way to one of them does not take UDP from this node: a policy, a rule for rewritten packets, or a checksum that an offload breaks. That is a guess about the place, so the confidence is 0.5.',
  when: (view) => {
    const { vipUdp, vipTcp } = pathsOf(view);
    const support = view.losses().supportOf('vip-leads-astray', 'unlisted-pod-fails');
    const [share = 0] = support?.values ?? [];
    if (support === undefined || support.confidence === 0 || allFailed(vipUdp)) return undefined;
    if (vipTcp.failures > 0 || (1 - share) ** (vipTcp.trials / 2) > BY_CHANCE) return undefined;
    // The same share of TCP loses its first segment: what is lost there is not UDP alone.
    if (tcpHidesLoss(view.byVip('tcp'), share)) return undefined;
    return {
      confidence: POSSIBLE,
      facts: [
        `about ${percent(share)} of the flows over UDP via the VIP get no answer; queries that failed: ${outOf(vipUdp)}`,
        `queries via the VIP over TCP that failed: ${outOf(vipTcp)}`,
      ],
    };
  },
};

const BY_CHANCE = 0.001;

export const udpBlocked: CauseDefinition<'udp-blocked'> = {
  cause: 'udp-blocked',
  rules: [rule, byVipAlone, inPart],
  remedies: [
    {
      change: 'Give the DNS Service its port 53 with `protocol: UDP` again',
      onlyFor: [byVipAlone.id],
    },
    {
      change:
        'If its port and its rules are there: switch the checksum offload of the overlay off on this node (`ethtool -K <overlay interface> tx-checksum-ip-generic off`), and measure again',
      onlyFor: [byVipAlone.id, inPart.id],
    },
    {
      change:
        'Find what changes the source of the answers: capture one on the node (`tcpdump -ni any udp and src host <DNS pod>`), and compare its source port with 53. Look at rules that rewrite the source (`iptables-save -t nat`, `nft list ruleset`), and at the port from which the DNS server sends',
      onlyFor: [rule.id],
      onlyIf: (arms) => wrongSource(arms) > 0,
    },
    {
      change: 'Allow UDP port 53 to the DNS pods in network policies and firewalls',
      onlyIf: (arms) => wrongSource(arms) === 0,
    },
    USE_VC,
  ],
  spoils: 'queries',
  askNext: ['endpoint', 'tcp', 'pair'],
};
