/** A share of the VIP's flows goes to an address that is none of the known DNS pods. */

import { allFailed } from '../compare/counts/proportions.ts';
import { joined, outOf, percent } from '../compare/counts/wording.ts';
import { explainsLittle } from '../compare/harm.ts';
import { repeatedConnects, tcpHidesLoss } from '../compare/network/standing-connections.ts';
import { allSentToPods, backendsOf, deadBackends, fateFacts, fits } from '../compare/view/fates.ts';
import { pathsOf } from '../compare/view/paths.ts';
import type { Stranger } from '../compare/view/strangers.ts';
import {
  addressesBehindVip,
  isJustChanged,
  LEAST_ASTRAY,
  lostFlows,
  mayBeElsewhere,
  mostAnswerFromElsewhere,
  tcpNeverFails,
  WHOLE_VIP,
} from '../compare/vip/astray-share.ts';
import { drawnAgain } from '../compare/vip/drawn-again.ts';
import { refusedOnlyByVip } from '../compare/vip/refusals.ts';
import type { Rule } from '../rules/rule.ts';
import { LIKELY, POSSIBLE, UNLIKELY } from '../statistics/confidence.ts';
import { add, type Proportion } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';

/** Stale backends beside healthy DNS pods get no larger share. If more is lost, the rules of the VIP may have gone meanwhile. */
const MOST_SHARE = 0.75;
/** The confidence if no DNS pod is known. */
const LESS_LIKELY = 0.4;

const rule: Rule = {
  id: 'flows-by-the-vip-vanish',
  predicts: ['vip-leads-astray'],
  argument:
    'A share of all flows via the VIP gets no answer, however they are sent. The two queries of one socket are answered or lost together. Every known DNS pod answers when asked directly. So the VIP also leads to an address without a DNS pod: a rule or an entry was not removed with its pod. A DNS pod that is down, and missing from the list of endpoints, looks the same. The confidence is 0.5 at most in four cases. Less than 3 % or more than 75 % of the flows are lost. Most lost queries were answered from other addresses. The known DNS pods lose half as much. Or one more address does not explain the lost share clearly better than the known pods do: then packets to a known pod may be lost after the node has rewritten them. If no DNS pod is known, the confidence is 0.4 at most.',
  when: (view) => {
    const support = view.losses().supportOf('vip-leads-astray');
    const [share = 0, overTcp = 0] = support?.values ?? [];
    if (support === undefined || support.confidence === 0 || share >= WHOLE_VIP || view.first !== 'vip')
      return undefined;
    const { vipUdp, vipTcp, directUdp } = pathsOf(view);
    if (allFailed(vipUdp) && allFailed(vipTcp)) return undefined;
    const known = view.evidence.context.endpoints;
    // Without a list of DNS pods, the table can't show that an address is none.
    const isRead = known.length === 0 ? undefined : fits(view, ({ elsewhere }) => elsewhere);
    const refused = refusedOnlyByVip(view);
    const behind = addressesBehindVip(lostFlows(view), known.length);
    const mayBeOneOfThem = refused === undefined && behind !== 'one-more';
    const isSettling = isJustChanged(view.evidence);
    const isAnswered = mostAnswerFromElsewhere(view);
    const isDoubtful =
      isRead === undefined
        ? mayBeOneOfThem || share > MOST_SHARE || mayBeElsewhere(view, share, overTcp)
        : !isRead;
    // A DNS pod that is down is likelier: `endpoint-down`.
    const isShort = isSettling && vipTcp.failures === 0;
    const most = (known.length === 0 && isRead === undefined) || isShort ? LESS_LIKELY : POSSIBLE;
    const isRefuted = known.length > 0 && allSentToPods(view);
    const isHidden = tcpHidesLoss(view.byVip('tcp'), share);
    const confidenceByTcp = tcpNeverFails(vipTcp, share) ? (isRead || isHidden ? POSSIBLE : UNLIKELY) : 1;
    return {
      confidence: Math.min(
        isRefuted ? UNLIKELY : confidenceByTcp,
        isDoubtful || isSettling || isAnswered ? most : 1,
        support.confidence,
      ),
      facts: [
        `about ${percent(share)} of the flows via the VIP get no answer`,
        `queries via the VIP that failed: ${outOf(vipUdp)} over UDP, ${outOf(vipTcp)} over TCP`,
        `queries straight to the known DNS pods (${known.length === 0 ? 'none' : joined(known)}) that failed: ${outOf(directUdp)}`,
        ...(isHidden ? [secondTry(repeatedConnects(view.byVip('tcp')))] : []),
        ...(refused === undefined ? [] : [refusedAtOnce(refused)]),
        ...(isRead === undefined && mayBeOneOfThem && known.length > 0
          ? [
              `another explanation: the VIP leads only to the ${known.length} known DNS pods, and rewritten packets are lost on the way to some of them (a checksum that an offload breaks, a rule for rewritten packets). \`fivesec check --flows\` shows which`,
            ]
          : []),
        ...(isSettling
          ? [
              "the set of DNS pods has just changed: the node's rules may not be up to date, or a pod that left was down",
            ]
          : []),
        ...fateFacts(view),
      ],
    };
  },
};

function secondTry(repeated: Proportion): string {
  return `TCP connections via the VIP that stood only after a second or more: ${outOf(repeated)}. TCP sends its first segment again then, and it takes another way: so not UDP alone is lost`;
}

function refusedAtOnce(refused: Proportion): string {
  return `queries over TCP via the VIP that were refused at once: ${outOf(refused)}, and none straight to the DNS pods. So they are not lost on the way: the VIP leads to a host or a port on which nothing listens (the old address of a DNS pod, a wrong \`targetPort\`)`;
}

const readFromTheTable: Rule = {
  id: 'the-table-shows-a-dead-address',
  predicts: [],
  argument:
    "The node's conntrack table shows that the VIP led to an address that is no known DNS pod, and that every query that was sent there was lost. Most queries that were sent to another address were answered. A second fault may lose others of them: the table separates the two. If TCP via the VIP never fails, the address answers over TCP, and the confidence is 0.5 at most. A DNS pod that is down, and missing from the list of endpoints, looks the same.",
  when: (view) => {
    const { endpoints: known, nameserver } = view.evidence.context;
    if (known.length === 0 || view.first !== 'vip') return undefined;
    const dead = deadBackends(view).filter(
      ({ address }) => address !== nameserver && !known.includes(address),
    );
    if (dead.length === 0) return undefined;
    const { vipUdp, vipTcp } = pathsOf(view);
    const there = add(...dead.map(({ lost }) => lost));
    const share = there.trials / add(...backendsOf(view).map(({ lost }) => lost)).trials;
    const isDoubtful = share < LEAST_ASTRAY || isJustChanged(view.evidence) || tcpNeverFails(vipTcp, share);
    return {
      confidence: isDoubtful ? POSSIBLE : LIKELY,
      isMinor: explainsLittle(view, there.failures),
      facts: [
        `queries via the VIP that were sent to ${joined(dead.map(({ address }) => address))}, which is no known DNS pod, and lost: ${outOf(there)}`,
        ...view.strangers.map(askedDirectly),
        `queries via the VIP that failed: ${outOf(vipUdp)} over UDP, ${outOf(vipTcp)} over TCP`,
        ...fateFacts(view),
      ],
    };
  },
};

function askedDirectly({ address, asked }: Stranger): string {
  return `queries straight to ${address}, to which the VIP leads, that failed: ${outOf(asked)}`;
}

const unlistedAnswersNothing: Rule = {
  id: 'an-unlisted-backend-answers-nothing',
  predicts: [],
  argument:
    "No DNS pod is listed. The node's conntrack table shows an address behind the VIP that answers nothing when asked directly, not even over TCP, while another address behind the VIP answers. A DNS pod that is down is likelier than an address without a pod, so the confidence is 0.4.",
  when: (view) => {
    const { endpoints, strangers } = view;
    const isListed = view.evidence.context.endpoints.length > 0;
    if (isListed || strangers.length === 0 || strangers.length === endpoints.length) return undefined;
    return { confidence: LESS_LIKELY, facts: [...strangers.map(askedDirectly), ...fateFacts(view)] };
  },
};

const targetDrawnAgain: Rule = {
  id: 'each-packet-of-a-new-flow-is-drawn-again',
  predicts: ['new-flows-by-vip-lost'],
  argument:
    'New flows via the VIP are lost, and flows that exist already are not. If the first packet of a flow is lost, the second is lost as often as the first, and not always. So the node chooses the target anew for each packet. It does so if it drops the packet after it has rewritten the address and before conntrack has confirmed the entry (`__nf_conntrack_confirm` in net/netfilter/nf_conntrack_core.c): the VIP also leads to an address without a route, or behind a route that drops (`blackhole`, `unreachable`). TCP sends its first segment again, so it fails less often. Conntrack counts no drops, which excludes a full table and ports that clash. If a known DNS pod fails when asked directly, the address is probably its own (`endpoint-down`), and the confidence is 0.5 at most.',
  when: (view) => {
    const drawn = drawnAgain(view);
    if (drawn === undefined) return undefined;
    const { vipUdp, vipTcp } = pathsOf(view);
    const isKnown = view.endpoints.some(({ udp }) => allFailed(udp));
    return {
      confidence: isKnown ? Math.min(POSSIBLE, drawn.confidence) : drawn.confidence,
      facts: [
        `the first packet of a new flow via the VIP is lost in ${percent(drawn.share)} of the flows, and the second packet of these flows in ${percent(drawn.again)}`,
        `queries via the VIP that failed: ${outOf(vipUdp)} over UDP, ${outOf(vipTcp)} over TCP`,
        'the node chooses the target of the VIP again for each packet, because one target has no route or a route that drops (`ip route get <address of each backend>`)',
        ...fateFacts(view),
      ],
    };
  },
};

export const vipLeadsAstray: CauseDefinition<'vip-leads-astray'> = {
  cause: 'vip-leads-astray',
  rules: [rule, readFromTheTable, unlistedAnswersNothing, targetDrawnAgain],
  spoils: 'queries',
  remedies: [
    {
      change:
        "Compare this node's rules for the DNS Service with its EndpointSlices: `iptables-save -t nat | grep <VIP>`, `nft list ruleset`, or `ipvsadm -Ln`",
    },
    { change: 'Restart kube-proxy (or what replaces it) on this node: it then writes all its rules again' },
    { change: 'Check whether a DNS pod that is missing from the list of endpoints is down' },
  ],
  askNext: ['endpoint', 'tcp', 'separate', 'pair'],
};
