/** The DNS VIP leads nowhere: a node does not rewrite it, or rejects it because no DNS pod is ready. */

import { allFailed, wrongSource } from '../compare/counts/proportions.ts';
import { outOf } from '../compare/counts/wording.ts';
import { takenInSilence } from '../compare/network/standing-connections.ts';
import { fateFacts, isRewritten } from '../compare/view/fates.ts';
import {
  furtherThatServe,
  nodeLocalArms,
  outsideService,
  ownResolver,
  pathsOf,
  works,
} from '../compare/view/paths.ts';
import { mayBeNoService } from '../compare/view/service-range.ts';
import type { View } from '../compare/view/view.ts';
import { refusals, resets } from '../compare/vip/refusals.ts';
import type { ArmTally } from '../domain/evidence.ts';
import type { Rule } from '../rules/rule.ts';
import { CERTAIN, LIKELY, POSSIBLE, UNLIKELY } from '../statistics/confidence.ts';
import { add } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';

const UNSURE = 0.6;

/** The confidence if another cause is possible too. */
const DOUBTFUL = 0.4;

const RESETS =
  'each TCP connection to the VIP is reset: nothing listens there. Either the VIP is bound by a node-local cache that is down, or it leads to the old address of a DNS pod, which another pod has now';

const vipFailsPodsAnswer: Rule = {
  id: 'vip-fails-pods-answer',
  predicts: ['vip-leads-astray', 'all-udp-lost'],
  argument:
    'Everything that is sent to the VIP fails, over UDP and over TCP, while a DNS pod answers when asked directly. So the rule that rewrites the VIP is missing or leads nowhere. If TCP connections to the VIP stand and get no answer, it leads to a server that takes them and answers nothing, such as a cache of the node that hangs. If a further nameserver of resolv.conf answers names of the cluster, or if no Service can have this address, it may be no VIP at all. Then the confidence is 0.5 at most. The Service of the Kubernetes API shows the range of Services. If that is not known, an IPv6 address may be that of a node-local cache, which has no customary IPv6 address.',
  when: (view) => {
    const { vipUdp, vipTcp } = pathsOf(view);
    const answering = view.endpoints.filter(({ udp }) => works(udp));
    if (view.first !== 'vip' || ownResolver(view) !== undefined) return undefined;
    if (!allFailed(vipUdp) || answering.length === 0) return undefined;
    const { facts, areResets } = refusals(view);
    // NodeLocal DNSCache takes over the VIP: if it is down, so is the VIP, and the pods still answer.
    const cacheFails = allFailed(view.failures(nodeLocalArms(view))) || areResets;
    return {
      confidence:
        cacheFails || wrongSource(view.byVip('race')) > 0
          ? DOUBTFUL
          : mayBeNoVip(view) || mayBeNoService(view)
            ? POSSIBLE
            : allFailed(vipTcp) || vipTcp.trials === 0
              ? CERTAIN
              : // If TCP works, only UDP fails: `udp-blocked`.
                works(vipTcp)
                ? POSSIBLE
                : UNSURE,
      facts: [
        `queries via the VIP that failed: ${outOf(vipUdp)} over UDP, ${outOf(vipTcp)} over TCP`,
        ...answering.map(({ address, udp }) => `queries straight to ${address} that failed: ${outOf(udp)}`),
        ...(areResets ? [RESETS] : facts),
        ...(isTaken(view.byVip('tcp')) ? [TAKEN] : []),
      ],
    };
  },
};

/** Does the VIP lead to something that takes connections and answers nothing? Then its rules are not missing. */
function isTaken(arms: readonly ArmTally[]): boolean {
  return takenInSilence(arms.filter(({ target }) => target.kind === 'vip')) !== undefined;
}

const TAKEN =
  'TCP connections to the VIP stand, and nothing is answered over them: so the rules of the VIP are there, and it leads to a server that hangs. That is none of the DNS pods that answer directly. Look for what serves the VIP on this node: a cache, a local redirect policy, a proxy of a service mesh';

const TAKEN_BY_ANYBODY =
  'TCP connections to the VIP stand, and nothing is answered over them: so it leads to servers that hang, the DNS pods or what serves the VIP on this node';

const vipRefusesAndNoPodAnswers: Rule = {
  id: 'vip-refuses-and-no-pod-answers',
  predicts: ['vip-leads-astray', 'all-lost'],
  argument:
    'Nothing that is sent to the VIP is answered, and some of it is refused, over UDP and over TCP. No DNS pod is known to answer either. A node refuses queries in this way if a Service has no ready endpoints (kube-proxy, pkg/proxy/iptables/proxier.go, "has no endpoints"). A firewall that rejects packets with `port unreachable` looks the same. With other errors (EHOSTUNREACH, EACCES) it is a firewall or a missing route, and the confidence is 0.5 at most. The kernel sends each pod about one such ICMP error a second (icmp(7), icmp_ratelimit). So most of the refused queries get no error, and time out. If no TCP connection to the VIP times out, although queries over UDP do, hosts on which nothing listens may reset them. If the DNS pods refuse direct queries as well, they may be these hosts, and the confidence is 0.5 at most.',
  when: (view) => {
    const { vipUdp, vipTcp, directUdp, directTcp } = pathsOf(view);
    const { overUdp, overTcp, areSeveral, areRefused, facts } = refusals(view);
    if (!allFailed(vipUdp) || !areSeveral || works(vipTcp) || works(directTcp)) return undefined;
    if (
      view.first !== 'vip' ||
      ownResolver(view) !== undefined ||
      view.endpoints.some(({ udp }) => works(udp))
    )
      return undefined;
    const cacheFails = allFailed(view.failures(nodeLocalArms(view)));
    // The VIP leads to the pods, which refuse themselves: `endpoint-down`.
    const podsRefuse = resets(view).maybeByPods;
    return {
      // Otherwise only UDP may be blocked, a firewall may reject the packets, or the cache that takes over the VIP may be down.
      confidence:
        allFailed(vipTcp) && overTcp > 0 && areRefused && !cacheFails && !podsRefuse && !mayBeNoVip(view)
          ? LIKELY
          : POSSIBLE,
      facts: [
        `queries via the VIP that failed: ${outOf(vipUdp)} over UDP, ${overUdp} of them refused; ${outOf(vipTcp)} over TCP, ${overTcp} of them refused`,
        view.endpoints.length === 0
          ? 'no DNS pod is known'
          : `queries straight to the DNS pods that failed: ${outOf(add(directUdp, directTcp))}`,
        ...facts,
      ],
    };
  },
};

const nothingAnswersAndNoPodIsKnown: Rule = {
  id: 'nothing-by-the-vip-and-no-pod-known',
  predicts: ['vip-leads-astray', 'unlisted-pod-fails', 'all-lost'],
  argument:
    "Nothing that is sent to the VIP is answered, over UDP and over TCP, and no DNS pod is known that could be asked directly. The VIP leads nowhere, or all DNS pods are down. The node's conntrack table shows which: if it holds our queries with the VIP as their destination and no other, the node does not rewrite the VIP. If it holds another destination, the VIP leads somewhere, and the confidence is 0.3 at most. If TCP connections to the VIP stand and get no answer, it leads to servers that hang. An IPv6 address may also be that of a node-local cache that is gone, and then the confidence is 0.5.",
  when: (view) => {
    const { vipUdp, vipTcp } = pathsOf(view);
    if (view.first !== 'vip' || ownResolver(view) !== undefined) return undefined;
    if (view.endpoints.length > 0 || !allFailed(vipUdp) || !allFailed(vipTcp)) return undefined;
    const leadsOn = isRewritten(view, view.evidence.context.nameserver);
    const isShown = leadsOn === false && !mayBeNoVip(view) && !mayBeNoService(view);
    return {
      confidence: leadsOn === true ? UNLIKELY : isShown ? LIKELY : POSSIBLE,
      facts: [
        `queries via the VIP that failed: ${outOf(vipUdp)} over UDP, ${outOf(vipTcp)} over TCP`,
        leadsOn === false
          ? 'the node sends them to the VIP itself, and to no other address: it does not rewrite the VIP'
          : 'no DNS pod is known: all of them may be down',
        ...(isTaken(view.byVip('tcp')) ? [TAKEN_BY_ANYBODY] : []),
        ...fateFacts(view),
      ],
    };
  },
};

/** If another nameserver serves the cluster, or no Service can have the address, the first nameserver may be a server of its own. */
function mayBeNoVip(view: View): boolean {
  return furtherThatServe(view).length > 0 || outsideService(view) !== undefined;
}

export const vipUnreachable: CauseDefinition<'vip-unreachable'> = {
  cause: 'vip-unreachable',
  rules: [vipFailsPodsAnswer, vipRefusesAndNoPodAnswers, nothingAnswersAndNoPodIsKnown],
  remedies: [
    {
      change:
        'Check whether a DNS pod is ready (EndpointSlices of the DNS Service). If none is, find out why',
    },
    {
      change:
        "If one is, read the log of this node's kube-proxy (or what replaces it): its rules for the DNS Service are missing",
      onlyIf: (arms) => !isTaken(arms),
    },
    {
      change: 'Find and restart what serves the VIP on this node: it takes connections and answers nothing',
      onlyIf: isTaken,
    },
    { change: 'Restart kube-proxy (or what replaces it) on this node' },
    {
      change:
        'If queries are refused with another error than ECONNREFUSED: look at the network policies and firewall rules that reject DNS from this pod',
    },
  ],
  askNext: ['endpoint', 'tcp', 'pair'],
};
