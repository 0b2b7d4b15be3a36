/** One or several DNS pods do not answer, or none does. */

import { allFailed, failedPairs, ratio } from '../compare/counts/proportions.ts';
import { joined, outOf, percent } from '../compare/counts/wording.ts';
import { podsThatAnswerFromElsewhere } from '../compare/pods/answers-elsewhere.ts';
import {
  awayAtTimes,
  failingPods,
  leadThere,
  mayBeFullTable,
  mayBeStale,
  onlyUdpFails,
  refusedAtTimes,
} from '../compare/pods/failing-pods.ts';
import { flowsToPods } from '../compare/pods/flows-to-pods.ts';
import { idleFact, onlyDirectFails } from '../compare/pods/idle-pods.ts';
import { cacheMissesSuffer, podIsGoneBehindCache } from '../compare/servers/behind-cache.ts';
import { servedBy } from '../compare/servers/served-by.ts';
import { isHardlyAsked, tcpIsWell } from '../compare/view/dns-pods.ts';
import { fateFacts } from '../compare/view/fates.ts';
import { furtherThatServe, pathsOf, works } from '../compare/view/paths.ts';
import { mayBeNobody } from '../compare/view/strangers.ts';
import { isJustChanged } from '../compare/vip/astray-share.ts';
import { drawnAgain, drawnAtPods } from '../compare/vip/drawn-again.ts';
import { refusals, refuseAtTimes, resets } from '../compare/vip/refusals.ts';
import { APART } from '../domain/strategy.ts';
import { FAILING_PODS } from '../patterns/pattern.ts';
import { refuseNowAndThen } from '../rules/refuse-now-and-then.ts';
import type { Rule } from '../rules/rule.ts';
import { podsTakeAndAnswerNothing } from '../rules/taken-in-silence.ts';
import { unknownPodFails } from '../rules/unknown-pods.ts';
import { loseOnTheWay } from '../rules/way-to-pods-loses.ts';
import { LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import type { CauseDefinition, Cure } from './cause-definition.ts';

/** The confidence if nothing answers on any path, not even over TCP: a policy that blocks only fivesec looks the same. */
const NO_PATH_ANSWERS = 0.6;

const nobodyAnswers: Rule = {
  id: 'nobody-answers',
  predicts: ['all-lost'],
  argument:
    'Nothing answers, neither via the VIP nor straight to the DNS pods, over UDP or TCP. All DNS pods are down, or nothing on this node reaches them. A network policy that blocks only fivesec looks the same, so the verdict is not certain. If a further nameserver of resolv.conf answers names of the cluster, DNS pods may run, and only the way to the addresses that were asked is dead: then the confidence is 0.5. If the VIP refuses queries, `vip-unreachable` is more exact.',
  when: (view) => {
    const { vipUdp, vipTcp, directUdp, directTcp } = pathsOf(view);
    if (!allFailed(vipUdp) || !allFailed(directUdp) || works(vipTcp) || works(directTcp)) return undefined;
    const serving = furtherThatServe(view);
    const nobodyTookTcp = allFailed(vipTcp) && directTcp.failures === directTcp.trials;
    return {
      confidence:
        nobodyTookTcp && view.first === 'vip' && !refusals(view).areSeveral && serving.length === 0
          ? NO_PATH_ANSWERS
          : POSSIBLE,
      isMinor: serving.length > 0,
      facts: [
        `queries via the VIP that failed: ${outOf(vipUdp)} over UDP, ${outOf(vipTcp)} over TCP`,
        `queries straight to the DNS pods that failed: ${outOf(directUdp)} over UDP, ${outOf(directTcp)} over TCP`,
        ...servedBy(view),
      ],
    };
  },
};

const everyPodRefuses: Rule = {
  id: 'every-pod-refuses',
  predicts: ['all-lost'],
  argument:
    'Every known DNS pod refuses what it is asked directly, and the VIP resets each TCP connection. So the VIP leads to the pods, their hosts can be reached, and nothing listens on their port. If some of the pods are silent instead, they are gone as well, and the VIP leads to the others, because it is never silent over TCP. A node that refuses the VIP looks the same while few connections were made, because one ICMP error for any of its SYN packets refuses a connection. So the connections must be too many for that, or a pod must have refused one that was made to it directly. A firewall that resets connections instead of dropping them looks the same.',
  when: (view) => {
    const { vipUdp, vipTcp, directUdp, directTcp } = pathsOf(view);
    if (view.first !== 'vip' || !allFailed(vipUdp) || !allFailed(directUdp) || !resets(view).byPods)
      return undefined;
    return {
      confidence: LIKELY,
      facts: [
        `queries straight to the DNS pods that failed: ${outOf(directUdp)} over UDP, ${outOf(directTcp)} over TCP. Each pod that is not silent refused some at once`,
        `queries via the VIP that failed: ${outOf(vipUdp)} over UDP, ${outOf(vipTcp)} over TCP; each TCP connection was reset`,
        'the hosts of the DNS pods answer, and nothing listens on the port: check the state and the log of the pods',
      ],
    };
  },
};

const podsRefuseAtTimes: Rule = {
  id: 'pods-refuse-at-times',
  predicts: [],
  argument:
    'Every known DNS pod refuses a part of the TCP connections that are made to it directly, and answers over the others. So its host can be reached, and nothing listens on its port at times: the DNS server is restarted or crashes. Lost packets refuse nothing. A server that is away answers no query over UDP either: if UDP to the same pods loses nothing, something else refuses the connections.',
  when: (view) => {
    const refusing = refuseAtTimes(view);
    if (refusing.length === 0 || refusing.length < view.endpoints.length) return undefined;
    return {
      confidence: LIKELY,
      facts: [
        `TCP queries straight to ${joined(refusing.map(({ address }) => address))} that were refused at once: ${joined(refusing.map(({ refused }) => outOf(refused)))}`,
        'look at the restarts of the DNS pods and at the log of the containers that ended',
      ],
    };
  },
};

const onePodFailsDirectly: Rule = {
  id: 'one-pod-fails-directly',
  predicts: FAILING_PODS,
  argument:
    'One DNS pod (or a few) fails when asked directly, and the others answer. The share of flows via the VIP that fail is the share that leads to this pod. It is zero if the VIP does not lead there from this node. It is everything if the VIP leads only there (local preference, session affinity, one pod). The two queries of one socket are answered or lost together. If only the standing socket and a few other flows lead there, their entries may be stale; if the drops of a full conntrack table match the losses, the table may be the reason. If the pod answers from another address than its own, see `answers-unusable`. If no DNS pod is listed and the address answers nothing at all, nobody may be there (`vip-leads-astray`). If several pods lose single queries and hardly any connection, the way to them may lose packets (`packet-loss`). Then the confidence is 0.5 at most. Where applications ask a cache first, names that it does not hold show whether it asks the failing pod. If none of them is answered, more is wrong than this pod.',
  when: (view) => {
    const support = view.losses().supportOf(...FAILING_PODS);
    const failing = failingPods(view);
    if (support === undefined || support.confidence === 0 || failing.length === 0) return undefined;
    const others = view.endpoints.filter((pod) => !failing.includes(pod));
    const { sent, isIdle, weight, lostShare } = flowsToPods(view, failing, support.posterior);
    const byVip = failedPairs(view.byVip('pair', ...APART));
    // If no other pod can be compared, and TCP or a part of UDP is answered, the path may be the reason.
    const isAlone = others.length === 0 && failing.some(({ udp, tcp }) => works(tcp) || !allFailed(udp));
    const suffers = isIdle && podIsGoneBehindCache(view) && cacheMissesSuffer(view);
    // A pod that fails may not have started yet, or be on its way out.
    const moving = isJustChanged(view.evidence);
    const isNobody = mayBeNobody(view, failing);
    const isDoubtful =
      isNobody ||
      podsThatAnswerFromElsewhere(view).length > 0 ||
      loseOnTheWay(view) ||
      failing.some(isHardlyAsked) ||
      (isIdle && !suffers) ||
      moving ||
      isAlone ||
      mayBeStale(view, weight) ||
      mayBeFullTable(view, failing);
    const most = isAlone && tcpIsWell(failing) ? DOUBTFUL : isDoubtful ? POSSIBLE : suffers ? LIKELY : 1;
    return {
      confidence: Math.min(most, support.confidence),
      isMinor: (isIdle && !suffers) || ratio(byVip) > 2 * lostShare,
      facts: [
        `pairs straight to ${joined(failing.map(({ address }) => address))} that failed: ${joined(failing.map(({ pairs }) => outOf(pairs)))}`,
        `pairs straight to the other DNS pods (${others.length}) that failed: ${others.length === 0 ? 'none asked' : joined(others.map(({ pairs }) => outOf(pairs)))}`,
        ...failing.filter(({ udp, tcp }) => allFailed(udp) && works(tcp)).map(onlyUdpFails),
        `pairs via the VIP that failed: ${outOf(byVip)}`,
        isIdle
          ? idleFact(view, failing, byVip)
          : leadThere(
              sent === undefined ? weight : ratio(sent),
              sent !== undefined || failing.every(({ udp }) => allFailed(udp)),
            ),
        ...awayAtTimes(view, failing),
        ...refusedAtTimes(view, failing),
        ...(isNobody ? [UNLISTED] : []),
        ...fateFacts(view),
        ...(moving ? ['the set of DNS pods has just changed'] : []),
      ],
    };
  },
};

const podDroppedByNode: Rule = {
  id: 'the-node-drops-what-leads-to-a-pod',
  predicts: [...FAILING_PODS, 'new-flows-by-vip-lost'],
  argument:
    'A DNS pod fails when asked directly, and the others answer. New flows via the VIP are lost, and the node chooses their target anew for each packet. So the node itself drops the packets that lead to a target of the VIP, before conntrack has confirmed the entry: the target has no route any more, or a rule of the node drops what is sent to it. The DNS pod that fails is probably this target. TCP sends its first packet again, which may lead to another pod, so hardly any connection via the VIP fails.',
  when: (view) => {
    const drawn = drawnAtPods(view) ?? drawnAgain(view);
    const failing = view.endpoints.filter(({ udp }) => allFailed(udp));
    const others = view.endpoints.filter((pod) => !failing.includes(pod));
    if (drawn === undefined || failing.length === 0 || others.length === 0) return undefined;
    const isDoubtful =
      isJustChanged(view.evidence) || failing.some(isHardlyAsked) || mayBeNobody(view, failing);
    return {
      confidence: isDoubtful ? Math.min(POSSIBLE, drawn.confidence) : drawn.confidence,
      facts: [
        `pairs straight to ${joined(failing.map(({ address }) => address))} that failed: ${joined(failing.map(({ pairs }) => outOf(pairs)))}`,
        `pairs straight to the other DNS pods (${others.length}) that failed: ${joined(others.map(({ pairs }) => outOf(pairs)))}`,
        `the first packet of a new flow via the VIP is lost in ${percent(drawn.share)} of the flows, and the second packet of these flows in ${percent(drawn.again)}`,
        `this node drops what it sends there: look at its routes and its filter rules (\`ip route get ${failing[0]?.address}\`, \`iptables-save -t filter\`)`,
      ],
    };
  },
};

/** The confidence if the only DNS pod that is known loses datagrams, and no connection over TCP: the path loses them as well. */
const DOUBTFUL = 0.4;

const UNLISTED =
  'no DNS pod is listed, so this may also be an address without a pod, to which a rule of the node still leads. With `--endpoint <address>` for each DNS pod, fivesec tells the two apart';

const ONE_POD = [onePodFailsDirectly.id, unknownPodFails.id];

const REMEDIES: readonly Cure[] = [
  {
    change:
      'Check whether the DNS pods run. If they do, look at network policies, and at the path from this node to their nodes',
    onlyFor: [nobodyAnswers.id],
  },
  {
    change: 'Look at the state, the restarts and the log of the DNS pods: their DNS server does not listen',
    onlyFor: [everyPodRefuses.id, podsRefuseAtTimes.id, refuseNowAndThen.id],
  },
  {
    change:
      'Restart the DNS pods one after the other, and look at their log and their CPU before: the process runs and does not read its sockets',
    onlyFor: [podsTakeAndAnswerNothing.id],
  },
  {
    change:
      "Look at this node's routes to the DNS pod, and at its filter rules. Restart the agent of the pod network (CNI) on this node",
    onlyFor: [podDroppedByNode.id],
  },
  {
    change: 'Delete the DNS pod that does not answer, and look at the node on which it ran',
    onlyFor: ONE_POD,
    onlyIf: (arms) => !onlyDirectFails(arms),
  },
  {
    change:
      'Give the DNS pods a readiness probe that fails when they do not answer (the `ready` plugin of CoreDNS)',
    onlyFor: ONE_POD,
  },
  { change: 'Run more replicas of the DNS pods, and spread them over nodes' },
];

export const endpointDown: CauseDefinition<'endpoint-down'> = {
  cause: 'endpoint-down',
  rules: [
    nobodyAnswers,
    everyPodRefuses,
    podsRefuseAtTimes,
    refuseNowAndThen,
    unknownPodFails,
    // Before the next rule: if both are as sure, this one says more.
    podDroppedByNode,
    onePodFailsDirectly,
    podsTakeAndAnswerNothing,
  ],
  remedies: REMEDIES,
  spoils: 'queries',
  askNext: ['endpoint', 'tcp'],
};
