/** The address that applications use fails entirely: the VIP, the node's cache, or all there is. */

import { CERTAIN, confidenceOf, LIKELY, POSSIBLE } from '../../statistics/confidence.ts';
import { add, fisherGreater } from '../../statistics/tests.ts';
import { nodeLocalArms, pathsOf, works } from '../compare/paths.ts';
import { allFailed, networkErrors, over, ratio } from '../compare/rates.ts';
import { FRESH } from '../compare/view.ts';
import type { Rule } from '../rule.ts';
import { outOf } from '../wording.ts';

const UNSURE = 0.6;
/** It may as well be something else that the evidence names. */
const DOUBTFUL = 0.4;

export const vipUnreachable: Rule = {
  id: 'vip-fails-pods-answer',
  cause: 'vip-unreachable',
  argument:
    'Everything that is sent to the VIP fails, over UDP and over TCP, while a DNS pod answers when it is asked directly: the rewriting of the VIP is missing or leads nowhere.',
  when: (sight) => {
    const { vipUdp, vipTcp } = pathsOf(sight);
    const answering = sight.endpoints.filter(({ udp }) => works(udp));
    if (!allFailed(vipUdp) || answering.length === 0) return undefined;
    const cacheFails = allFailed(sight.failures(nodeLocalArms(sight)));
    return {
      // NodeLocal DNSCache takes the VIP over: when it is down, so is the VIP, and the pods still answer.
      confidence: cacheFails ? DOUBTFUL : allFailed(vipTcp) || vipTcp.trials === 0 ? CERTAIN : UNSURE,
      facts: [
        `by the VIP failed: ${outOf(vipUdp)} over UDP, ${outOf(vipTcp)} over TCP`,
        ...answering.map(({ address, udp }) => `straight to ${address} failed: ${outOf(udp)}`),
      ],
    };
  },
};

/** One refusal may have strayed in from elsewhere. */
const REFUSALS = 3;

export const vipRefuses: Rule = {
  id: 'vip-refuses-and-no-pod-answers',
  cause: 'vip-unreachable',
  argument:
    'Nothing that is sent to the VIP is answered, and some of it is refused, over UDP and over TCP; no DNS pod is known to answer either. So a node refuses for a Service without ready endpoints (kube-proxy, pkg/proxy/iptables/proxier.go, "has no endpoints"). The kernel rations such ICMP errors to about one a second for each pod (icmp(7), icmp_ratelimit), and whoever gets none waits as if nobody had said no. A firewall that rejects instead of dropping looks the same.',
  when: (sight) => {
    const { vipUdp, vipTcp, directUdp, directTcp } = pathsOf(sight);
    const refusedUdp = over(sight.byVip(...FRESH), networkErrors).failures;
    const refusedTcp = over(sight.byVip('tcp'), networkErrors).failures;
    if (!allFailed(vipUdp) || refusedUdp < REFUSALS || works(vipTcp) || works(directTcp)) return undefined;
    if (sight.endpoints.some(({ udp }) => works(udp))) return undefined;
    const cacheFails = allFailed(sight.failures(nodeLocalArms(sight)));
    return {
      // Else it may be UDP alone, or the cache that takes the VIP over.
      confidence: allFailed(vipTcp) && refusedTcp > 0 && !cacheFails ? LIKELY : POSSIBLE,
      facts: [
        `by the VIP failed: ${outOf(vipUdp)} over UDP, ${refusedUdp} of them refused; ${outOf(vipTcp)} over TCP, ${refusedTcp} of them refused`,
        sight.endpoints.length === 0
          ? 'no DNS pod is known'
          : `straight to the pods failed: ${outOf(add(directUdp, directTcp))}`,
      ],
    };
  },
};

export const nodeLocalDown: Rule = {
  id: 'node-local-fails',
  cause: 'node-local-down',
  argument:
    "The node's own cache fails, mostly with a refusal and not with silence, while the cluster's DNS pods or its VIP answer from the same node.",
  when: (sight) => {
    const local = nodeLocalArms(sight);
    const cache = sight.failures(local);
    const well = sight.endpoints.filter(({ address }) =>
      sight.health.healthy.some((endpoint) => endpoint.address === address),
    );
    const others = [sight.failures(sight.byVip(...FRESH)), ...well.map(({ udp }) => udp)].filter(
      ({ trials }) => trials > 0,
    );
    const best = others.sort((one, other) => ratio(one) - ratio(other))[0];
    if (best === undefined || !works(best)) return undefined;
    const refused = local.reduce((sum, { a, aaaa }) => sum + a.networkErrors + aaaa.networkErrors, 0);
    const sure = confidenceOf(fisherGreater(cache, best));
    return {
      confidence: allFailed(cache) ? sure : Math.min(LIKELY, sure),
      facts: [
        `to the node's cache failed: ${outOf(cache)}, ${refused} of them refused`,
        `elsewhere failed: ${outOf(best)}`,
      ],
    };
  },
};

export const everythingFails: Rule = {
  id: 'nobody-answers',
  cause: 'endpoint-down',
  argument:
    'Nothing answers, by no way. DNS pods that are all gone look so, and so does a policy that shuts fivesec out: it is named, but not believed.',
  when: (sight) => {
    const { vipUdp, vipTcp, directUdp, directTcp } = pathsOf(sight);
    if (!allFailed(vipUdp) || !allFailed(directUdp) || works(vipTcp) || works(directTcp)) return undefined;
    return { confidence: DOUBTFUL, facts: [`straight to the pods failed: ${outOf(directUdp)}`] };
  },
};
