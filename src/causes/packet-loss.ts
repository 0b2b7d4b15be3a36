/** The network loses datagrams of all kinds. This cause is found only if every other cause that loses them is ruled out. */

import { ownChecksumErrors } from '../compare/counts/counters.ts';
import { allFailed, ratio, wrongSource } from '../compare/counts/proportions.ts';
import { stretchFacts } from '../compare/counts/stretches.ts';
import { atMost, outOf } from '../compare/counts/wording.ts';
import { mayBeOutage, onlyWholePairs } from '../compare/network/outage.ts';
import { lostInOwnBuffer } from '../compare/network/own-buffer.ts';
import { confidenceBesideRivals, rivalFacts, rivalsOf } from '../compare/network/rivals.ts';
import { podsThatRefuse } from '../compare/pods/refusing-pods.ts';
import { isTailOfSlowAnswers, lateFacts } from '../compare/slowness/late-answers.ts';
import { directLoss, someFail } from '../compare/view/dns-pods.ts';
import { pathsOf } from '../compare/view/paths.ts';
import { secondsLoseMore } from '../compare/view/together-apart.ts';
import type { View } from '../compare/view/view.ts';
import { APART } from '../domain/strategy.ts';
import type { PatternId } from '../patterns/pattern.ts';
import { wholeFlowsLost } from '../rules/flows-lost.ts';
import { rewrittenLost } from '../rules/rewritten-lost.ts';
import type { Rule } from '../rules/rule.ts';
import { answersLostOnTheWayBack } from '../rules/unknown-pods.ts';
import { lostBehindCache, wayToPodsLoses } from '../rules/way-to-pods-loses.ts';
import { LIKELY, POSSIBLE, UNLIKELY } from '../statistics/confidence.ts';
import { add, type Proportion } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';
import { NODE_LOCAL, USE_VC } from './shared-remedies.ts';

const ENOUGH = 3;
/** Fewer direct queries may all be of one pair to a DNS pod that is down. */
const FEWEST_DIRECT = 8;

/** Only the way via the VIP loses queries. */
const BY_VIP = ['loss-by-vip', 'loss-by-vip-above-a-rate'] as const satisfies readonly PatternId[];
const ONLY_BY_VIP =
  "only queries via the VIP are lost, and single ones of a flow: so they are lost between this pod and the place where the VIP is rewritten, and not behind it. Look at what this node does with them, such as a filter or a limit on the rate for the VIP's address";
const WHOLE_PAIRS_BY_VIP =
  "only queries via the VIP are lost, and both of a pair: so the VIP may lead nowhere for moments. Compare this node's rules for the VIP over time (`iptables-save`, `nft list ruleset`, `ipvsadm -Ln`), and look for what restarts kube-proxy or rewrites its rules";

const rule: Rule = {
  id: 'everything-loses-alike',
  predicts: ['loss-everywhere', 'loss-above-a-rate', ...BY_VIP],
  argument:
    'Every way to ask over UDP loses about the same proportion of queries, and so do the DNS pods when asked directly. So the reason is not the VIP, not the pair of queries, and not a single pod. No counter of another cause rises with these losses. The confidence is 0.5 at most in four cases. A counter cannot be read, so it excludes nothing, or it counts a quarter of what is lost on every way alike. Only one of the two paths, via the VIP or straight to the DNS pods, loses queries; but if it is the VIP, single queries are lost as that pattern predicts, and hundreds of direct queries lost nothing, the confidence is 0.8 at most. Most answers are slow and some come after the deadline over UDP, or about as many come after it as are lost: then the lost ones may only be slower still. Or a server or the path was away for a time: TCP, which repeats what is lost, fails as often as UDP; or it fails a third as often or is hardly measured, and nearly each pair that lost a query lost both; or fewer than 5 pairs lost a query, or fewer than 12 and nearly each of them both. If DNS pods refuse some queries and answer others, or if the kernel counts as many damaged datagrams as were lost, the network does not lose the queries, and the confidence is 0.3 at most.',
  when: (view) => {
    const vip = view.failures(view.byVip('staggered', ...APART));
    const direct = directLoss(view.endpoints, view.health);
    const { failures, trials } = add(vip, direct);
    // If no query at all was answered, this is an outage and not packet loss.
    if (failures < ENOUGH || failures === trials || allFailed(vip)) return undefined;
    const isByVip = onlyByVip(view, direct);
    const byVip = isByVip ? BY_VIP : [];
    const support = view.losses().supportOf('loss-everywhere', 'loss-above-a-rate', ...byVip);
    if (support === undefined) return undefined;
    const rated = view.losses().supportOf('loss-above-a-rate', 'loss-by-vip-above-a-rate')?.posterior ?? 0;
    // If only one of the two paths loses queries, via the VIP or straight to the DNS pods, the losses are not alike.
    const isOnePath = direct.failures === 0 || vip.failures === 0 || direct.trials < FEWEST_DIRECT;
    const most = !isOnePath ? 1 : isAtVip(view, direct, failures) ? LIKELY : POSSIBLE;
    const alike = Math.min(most, support.confidence);
    const [share = 1] = support.values;
    const rivals = rivalsOf(view, share * overUdp(view).trials);
    const unread = lostInOwnBuffer(view.evidence);
    return {
      confidence: Math.min(
        unread === undefined && !isTailOfSlowAnswers(view) && !mayBeOutage(view) && !areFew(view)
          ? alike
          : Math.min(POSSIBLE, alike),
        podsThatRefuse(view).length > 0 || arriveDamaged(view) ? UNLIKELY : 1,
        confidenceBesideRivals(rivals),
      ),
      facts: [
        `queries lost via the VIP where A and AAAA are sent apart: ${outOf(vip)}`,
        `queries lost straight to ${someFail(view.health) ? 'the DNS pods that do not fail' : 'the DNS pods'}: ${atMost(direct)}`,
        ...new Set([
          ...stretchFacts(view.evidence),
          ...(rated > support.posterior / 2 ? secondsLoseMore(view) : []),
        ]),
        ...(isByVip ? [onlyWholePairs(view) ? WHOLE_PAIRS_BY_VIP : ONLY_BY_VIP] : []),
        ...lateFacts(view),
        ...rivalFacts(rivals),
      ],
    };
  },
};

const onlyPodLosesAlike: Rule = {
  id: 'the-only-pod-and-the-vip-lose-alike',
  predicts: ['loss-everywhere', 'loss-above-a-rate', 'pods-fail'],
  argument:
    'Only one DNS pod is known. It loses datagrams when asked directly, the VIP loses about as many, and no connection over TCP fails. A pod that is down would answer nothing over TCP, and TCP repeats what the network loses. Nothing else can be compared, so the confidence is 0.5.',
  when: (view) => {
    const { vipUdp, vipTcp, directUdp, directTcp } = pathsOf(view);
    const tcp = add(vipTcp, directTcp);
    if (view.endpoints.length !== 1 || directUdp.failures < ENOUGH || allFailed(vipUdp)) return undefined;
    if (tcp.failures > 0 || directTcp.trials < ENOUGH_TCP) return undefined;
    const [more, less] = [
      Math.max(ratio(vipUdp), ratio(directUdp)),
      Math.min(ratio(vipUdp), ratio(directUdp)),
    ];
    if (more > 2 * less) return undefined;
    return {
      confidence: POSSIBLE,
      facts: [
        `queries over UDP that failed: ${outOf(vipUdp)} via the VIP, ${outOf(directUdp)} straight to the only known DNS pod`,
        `queries over TCP that failed: ${outOf(tcp)}`,
      ],
    };
  },
};

const ENOUGH_TCP = 20;

export const packetLoss: CauseDefinition<'packet-loss'> = {
  cause: 'packet-loss',
  rules: [
    rule,
    wholeFlowsLost,
    wayToPodsLoses,
    lostBehindCache,
    rewrittenLost,
    onlyPodLosesAlike,
    answersLostOnTheWayBack,
  ],
  spoils: 'queries',
  remedies: [
    {
      change:
        "Look for one dead path of several: the members of the nodes' bonds (`/proc/net/bonding`), the next hops of their routes (`ip route`), and `rp_filter` where answers come back by another path. If TCP loses nothing, look first for a network ACL or a firewall that lets UDP pass for a part of the source ports only",
      onlyFor: [wholeFlowsLost.id],
    },
    {
      change:
        'On this node, look at the checksum offload of the overlay (`ethtool -K <overlay interface> tx-checksum-ip-generic off`), and for a rule that drops what is sent to this DNS pod after it has been rewritten (`iptables-save`)',
      onlyFor: [rewrittenLost.id],
    },
    { change: "Check the node's links (`ethtool -S`), its overlay and MTU, and the cloud's packet limits" },
    { change: 'Compare with other nodes (`fivesec fleet`): is only this node affected, or are all?' },
    USE_VC,
    NODE_LOCAL,
  ],
  askNext: ['endpoint', 'separate', 'race'],
};

function onlyByVip(view: View, { failures: lost, trials }: Proportion): boolean {
  return view.first === 'vip' && !someFail(view.health) && lost === 0 && trials >= FEWEST_DIRECT;
}

/**
 * Are single queries lost on the way to the VIP, beyond doubt? An address behind it that does not answer loses whole flows, a rule of the node that is
 * missing at times loses whole pairs, and answers from a DNS pod's own address look lost as well.
 */
function isAtVip(view: View, direct: Proportion, lost: number): boolean {
  const single = view.losses().supportOf(...BY_VIP)?.posterior ?? 0;
  const isShown = direct.trials >= MANY_DIRECT && lost >= MANY_LOST && view.first === 'vip';
  return isShown && single >= NEARLY_SURE && !onlyWholePairs(view) && wrongSource(view.byVip('race')) === 0;
}

const MANY_DIRECT = 200;
const MANY_LOST = 20;
const NEARLY_SURE = 0.95;

/** All queries over UDP via the VIP and straight to the DNS pods. */
function overUdp(view: View): Proportion {
  const { vipUdp, directUdp } = pathsOf(view);
  return add(vipUdp, directUdp);
}

/** Were so few pairs lost that they exclude no other cause, or a few, nearly each with both queries? Then a DNS pod may have been away for moments. */
function areFew(view: View): boolean {
  const { lostPairs } = view.losses();
  return lostPairs < FEWEST || (lostPairs < FEWEST_MOMENTS && onlyWholePairs(view));
}

const FEWEST = 5;
const FEWEST_MOMENTS = 12;

/** Do the damaged datagrams that the kernel dropped in fivesec's pod explain the losses? Then the answers arrived. */
function arriveDamaged(view: View): boolean {
  const damaged = view.excessOf(ownChecksumErrors);
  return damaged.kind === 'elevated' && damaged.explains;
}
