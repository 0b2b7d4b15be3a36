/** The node-local DNS cache does not answer. */

import { conntrackDrops } from '../compare/counts/counters.ts';
import { allFailed, over, ratio, refusedQueries } from '../compare/counts/proportions.ts';
import { joined, outOf } from '../compare/counts/wording.ts';
import { cacheTakesConnections, podsAreUnusable } from '../compare/servers/behind-cache.ts';
import { cacheThatWaits } from '../compare/view/cache-that-waits.ts';
import {
  howFound,
  nameserverArms,
  nodeLocalArms,
  ownResolver,
  pathsOf,
  works,
} from '../compare/view/paths.ts';
import { isInServiceRange } from '../compare/view/service-range.ts';
import { refusals } from '../compare/vip/refusals.ts';
import { FRESH } from '../domain/strategy.ts';
import type { Rule } from '../rules/rule.ts';
import { confidenceOf, LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import { add, fisherGreater } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';

const rule: Rule = {
  id: 'node-local-fails',
  predicts: ['node-local-fails'],
  argument:
    "Queries to the node's own cache fail. Usually they are refused and do not time out. The cluster's DNS pods or its VIP answer from the same node.",
  when: (view) => {
    if (view.first === 'node-local') return undefined;
    const local = nodeLocalArms(view);
    const cache = view.failures(local);
    const well = view.endpoints.filter(({ address }) =>
      view.health.healthy.some((endpoint) => endpoint.address === address),
    );
    const others = [view.failures(view.byVip(...FRESH)), ...well.map(({ udp }) => udp)].filter(
      ({ trials }) => trials > 0,
    );
    const best = others.sort((one, other) => ratio(one) - ratio(other))[0];
    if (best === undefined || !works(best)) return undefined;
    const refused = over(local, refusedQueries).failures;
    const sure = confidenceOf(fisherGreater(cache, best));
    return {
      confidence: allFailed(cache) ? sure : Math.min(LIKELY, sure),
      facts: [
        `queries to the node-local cache that failed: ${outOf(cache)}, ${refused} of them refused`,
        `queries to another server that failed: ${outOf(best)}`,
      ],
    };
  },
};

/** If no other server is asked, the whole path may be down. */
const UNSURE = 0.6;

const firstNameserver: Rule = {
  id: 'node-local-nameserver-fails',
  predicts: ['all-lost', 'vip-leads-astray', 'unlisted-pod-fails', 'loss-by-vip', 'all-udp-lost'],
  argument:
    "The first nameserver of resolv.conf is the node's own cache, as its address shows, and it answers nothing. The other servers that are asked from the same node answer: a DNS pod, or a further nameserver. If no other server is asked, the confidence is 0.6. It is 0.5 then if the cache takes connections over TCP: its process runs, and the DNS pods behind it may be the reason. It is 0.5 as well if the DNS pods answer what cannot be used: a cache drops such answers.",
  when: (view) => {
    const cache = view.failures(nodeLocalArms(view));
    if (view.first !== 'node-local' || !allFailed(cache)) return undefined;
    const pods = view.endpoints.map(({ udp }) => udp);
    const others = [...pods, ...nameserverArms(view).map((arm) => view.failures([arm]))];
    const [best] = others.filter(({ trials }) => trials > 0).sort((one, other) => ratio(one) - ratio(other));
    if (best !== undefined && !works(best)) return undefined;
    const runs = best === undefined && cacheTakesConnections(view);
    const unusable = podsAreUnusable(view);
    const sure = best === undefined ? UNSURE : confidenceOf(fisherGreater(cache, best));
    return {
      confidence: runs || unusable !== undefined ? Math.min(POSSIBLE, sure) : sure,
      facts: [
        ...new Set(nodeLocalArms(view).map(({ target }) => howFound(target.address))),
        `queries to the node-local cache that failed: ${outOf(cache)}`,
        best === undefined
          ? 'no other server was asked'
          : `queries to another server that failed: ${outOf(best)}`,
        ...(unusable === undefined
          ? []
          : [
              `queries straight to the DNS pods without a usable answer: ${outOf(unusable)}. The cache may drop such answers`,
            ]),
        ...(runs
          ? [
              'it takes connections over TCP, so its process runs: it may wait for DNS pods that do not answer, or that answer what it cannot use. Give fivesec the DNS pods (`--endpoint`), and it asks them directly',
            ]
          : []),
      ],
    };
  },
};

const inPart: Rule = {
  id: 'node-local-nameserver-fails-in-part',
  predicts: ['node-local-fails', 'loss-by-vip', 'loss-behind-vip', 'vip-leads-astray', 'unlisted-pod-fails'],
  argument:
    "The first nameserver of resolv.conf is the node's own cache, as its address shows. It loses a share of the queries, and the servers that are asked without it lose none. A fault behind the cache would make its answers slow, and would affect TCP as well. So the cache is the reason if it refuses queries, if it answers over TCP, or if a further nameserver answers. Otherwise, or if conntrack drops packets, the confidence is 0.5 at most.",
  when: (view) => {
    const cache = view.failures(view.byVip(...FRESH));
    const overTcp = view.failures(view.byVip('tcp'));
    const { directUdp, directTcp } = pathsOf(view);
    const second = view.failures(nameserverArms(view));
    const others = add(directUdp, directTcp, second);
    if (view.first !== 'node-local' || allFailed(cache) || ratio(others) > ratio(cache) / MUCH_LESS)
      return undefined;
    if (cacheThatWaits(view.evidence.arms, view.first).kind === 'waits') return undefined;
    const refused = add(...view.byVip(...FRESH, 'tcp').map((arm) => over([arm], refusedQueries))).failures;
    const isItself =
      refused >= SEVERAL ||
      [overTcp, second].some((well) => confidenceOf(fisherGreater(cache, well)) >= LIKELY);
    const isClear = isItself && view.excessOf(conntrackDrops).kind !== 'elevated';
    return {
      confidence: Math.min(isClear ? LIKELY : POSSIBLE, confidenceOf(fisherGreater(cache, others))),
      facts: [
        ...new Set(nodeLocalArms(view).map(({ target }) => howFound(target.address))),
        `queries to the node-local cache that failed: ${outOf(cache)} over UDP, ${outOf(overTcp)} over TCP; ${refused} of them were refused`,
        `queries to other servers that failed: ${outOf(add(directUdp, directTcp))} straight to the DNS pods, ${outOf(second)} to further nameservers`,
      ],
    };
  },
};

/** The other servers lose at least so many times less. */
const MUCH_LESS = 10;
/** Fewer refused queries may have another reason. */
const SEVERAL = 3;

const unknownCache: Rule = {
  id: 'vip-resets-while-pods-answer',
  predicts: ['vip-leads-astray', 'all-udp-lost'],
  argument:
    'Everything that is sent to the VIP fails, and each connection over TCP is reset, while a DNS pod answers when asked directly. So the VIP is the address of a host on which nothing listens. NodeLocal DNSCache binds the VIP to an interface of the node, and the address stays there when its process ends. A stale backend whose address another pod has now looks the same, so the confidence is 0.5.',
  when: (view) => {
    const { vipUdp, vipTcp } = pathsOf(view);
    const [pod] = view.endpoints.filter(({ udp }) => works(udp));
    const { areResets, overTcp } = refusals(view);
    const isElsewhere =
      view.first !== 'vip' || nodeLocalArms(view).length > 0 || ownResolver(view) !== undefined;
    if (isElsewhere || pod === undefined || !allFailed(vipUdp) || !allFailed(vipTcp) || !areResets)
      return undefined;
    return {
      confidence: POSSIBLE,
      facts: [
        `queries via the VIP that failed: ${outOf(vipUdp)} over UDP; ${outOf(vipTcp)} over TCP, ${overTcp} of them reset`,
        `queries straight to ${pod.address} that failed: ${outOf(pod.udp)}`,
        'no node-local cache is known. With the procfs of the node (`--proc-net`), fivesec sees whether the VIP is bound there',
      ],
    };
  },
};

const noService: Rule = {
  id: 'only-nameserver-is-no-service',
  predicts: ['all-lost', 'vip-leads-astray', 'unlisted-pod-fails', 'loss-by-vip', 'all-udp-lost'],
  argument:
    'The only nameserver that the cluster gives to the pod answers nothing, over UDP and over TCP, while a DNS pod answers when asked directly. Its address is outside the range of Services, which the Service of the Kubernetes API shows. So it is no VIP. Clusters that give pods another nameserver than the VIP give them a node-local cache, and one that ends takes its address off the node. It may be a DNS server outside the cluster, so the confidence is 0.6.',
  when: (view) => {
    const { vipUdp, vipTcp } = pathsOf(view);
    const [pod] = view.endpoints.filter(({ udp }) => works(udp));
    const [arm] = view.byVip('pair');
    const isAlone = view.evidence.context.isPodsFile === true && nameserverArms(view).length === 0;
    if (view.first !== 'vip' || !isAlone || pod === undefined || arm === undefined) return undefined;
    const { address } = arm.target;
    if (ownResolver(view) !== undefined || isInServiceRange(view, address) !== false) return undefined;
    if (!allFailed(vipUdp) || works(vipTcp)) return undefined;
    return {
      confidence: UNSURE,
      facts: [
        `queries to the nameserver ${address} that failed: ${outOf(add(vipUdp, vipTcp))}`,
        `queries straight to ${pod.address} that failed: ${outOf(pod.udp)}`,
        `${address} is no VIP: the Service of the Kubernetes API has ${joined(view.evidence.names.apiAddresses ?? [])}, and ${address} is outside its range`,
      ],
    };
  },
};

export const nodeLocalDown: CauseDefinition<'node-local-down'> = {
  cause: 'node-local-down',
  rules: [rule, firstNameserver, inPart, unknownCache, noService],
  remedies: [
    {
      change: 'Find out why the NodeLocal DNSCache pod of this node last exited, and check its memory limit',
    },
    { change: 'Set `maxSurge` in its DaemonSet, so that the old pod serves until the new one is ready' },
    {
      change:
        'If it answers a part of the queries: check its CPU limit, its restarts, and `nstat -az UdpRcvbufErrors` on the node',
    },
    { change: 'Cordon and drain the node until its cache answers' },
  ],
  askNext: ['node-local', 'endpoint'],
};
