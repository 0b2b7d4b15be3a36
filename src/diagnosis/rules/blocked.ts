/** Something fails entirely: one transport, the VIP, the node's cache. */

import type { ArmTally } from '../../domain/evidence.ts';
import type { Share } from '../interval.ts';
import { fisherGreater } from '../interval.ts';
import type { Rule } from '../rule.ts';
import { allFailed, ratio } from '../shares.ts';
import type { Sight } from '../sight.ts';
import { FRESH } from '../sight.ts';
import { CERTAIN, LIKELY, POSSIBLE, sureness } from '../sureness.ts';
import { outOf } from '../wording.ts';

/** A transport works if most of what is sent over it comes back. */
const WORKS = 0.3;
const UNSURE = 0.6;

interface Ways {
  readonly vipUdp: Share;
  readonly vipTcp: Share;
  readonly directUdp: Share;
  readonly directTcp: Share;
}

export const udpBlocked: Rule = {
  id: 'all-udp-fails',
  cause: 'udp-blocked',
  argument:
    'Every query over UDP fails, by the VIP and straight to the pods, while TCP to the same servers works: a policy or a firewall knows only one of the two.',
  when: (sight) => {
    const { vipUdp, vipTcp, directUdp, directTcp } = ways(sight);
    const tcp = { hits: vipTcp.hits + directTcp.hits, of: vipTcp.of + directTcp.of };
    if (!allFailed(vipUdp) || !works(tcp)) return undefined;
    if (directUdp.of > 0 && !allFailed(directUdp)) return undefined;
    return {
      // The VIP alone may lack its rule for UDP: only the pods tell.
      confidence: directUdp.of > 0 ? CERTAIN : UNSURE,
      facts: [
        `over UDP failed: by the VIP ${outOf(vipUdp)}, straight to the pods ${outOf(directUdp)}`,
        `over TCP failed: ${outOf(tcp)}`,
      ],
    };
  },
};

export const tcpBlocked: Rule = {
  id: 'all-tcp-fails',
  cause: 'tcp-blocked',
  argument:
    'Every connection over TCP fails, while UDP to the same servers works: truncated answers and `use-vc` can not work either.',
  when: (sight) => {
    const { vipUdp, vipTcp, directUdp, directTcp } = ways(sight);
    const tcp = { hits: vipTcp.hits + directTcp.hits, of: vipTcp.of + directTcp.of };
    const udp = { hits: vipUdp.hits + directUdp.hits, of: vipUdp.of + directUdp.of };
    if (!allFailed(tcp) || allFailed(udp) || udp.of === 0) return undefined;
    return {
      // Servers that answer little over UDP either have more to complain of than a policy.
      confidence: works(udp) ? CERTAIN : POSSIBLE,
      facts: [`over TCP failed: ${outOf(tcp)}`, `over UDP failed: ${outOf(udp)}`],
    };
  },
};

export const vipUnreachable: Rule = {
  id: 'vip-fails-pods-answer',
  cause: 'vip-unreachable',
  argument:
    'Everything that is sent to the VIP fails, over UDP and over TCP, while a DNS pod answers when it is asked directly: the rewriting of the VIP is missing or leads nowhere.',
  when: (sight) => {
    const { vipUdp, vipTcp } = ways(sight);
    const answering = sight.endpoints.filter(({ udp }) => works(udp));
    if (!allFailed(vipUdp) || answering.length === 0) return undefined;
    const cacheFails = allFailed(sight.failures(nodeLocalArms(sight)));
    return {
      // NodeLocal DNSCache takes the VIP over: when it is down, so is the VIP, and the pods still answer.
      confidence: cacheFails ? 0.4 : allFailed(vipTcp) || vipTcp.of === 0 ? CERTAIN : UNSURE,
      facts: [
        `by the VIP failed: ${outOf(vipUdp)} over UDP, ${outOf(vipTcp)} over TCP`,
        ...answering.map(({ address, udp }) => `straight to ${address} failed: ${outOf(udp)}`),
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
      sight.sickness.well.some((endpoint) => endpoint.address === address),
    );
    const others = [sight.failures(sight.byVip(...FRESH)), ...well.map(({ udp }) => udp)].filter(
      ({ of }) => of > 0,
    );
    const best = others.sort((one, other) => ratio(one) - ratio(other))[0];
    if (best === undefined || ratio(best) > WORKS) return undefined;
    const refused = local.reduce((sum, { a, aaaa }) => sum + a.unreachable + aaaa.unreachable, 0);
    const sure = sureness(fisherGreater(cache, best));
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
    const { vipUdp, vipTcp, directUdp, directTcp } = ways(sight);
    if (!allFailed(vipUdp) || !allFailed(directUdp) || works(vipTcp) || works(directTcp)) return undefined;
    return { confidence: 0.4, facts: [`straight to the pods failed: ${outOf(directUdp)}`] };
  },
};

function nodeLocalArms({ arms }: Sight): readonly ArmTally[] {
  return arms.filter(({ target }) => target.kind === 'node-local');
}

function ways({ arms, byVip, failures }: Sight): Ways {
  const direct = arms.filter(({ target }) => target.kind === 'endpoint');
  return {
    vipUdp: failures(byVip(...FRESH)),
    vipTcp: failures(byVip('tcp')),
    directUdp: failures(direct.filter(({ transport }) => transport === 'udp')),
    directTcp: failures(direct.filter(({ transport }) => transport === 'tcp')),
  };
}

function works(share: Share): boolean {
  return share.of >= 2 && ratio(share) <= WORKS;
}
