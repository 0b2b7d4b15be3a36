/** DNS over TCP is blocked; DNS over UDP works. */

import { allFailed, failures, noData, over, ratio, unusable } from '../compare/counts/proportions.ts';
import { joined, outOf } from '../compare/counts/wording.ts';
import { endsAfterOneAnswer, overTcp, singlesLost } from '../compare/network/tcp-singles.ts';
import { pathsOf, works } from '../compare/view/paths.ts';
import type { View } from '../compare/view/view.ts';
import type { ArmTally } from '../domain/evidence.ts';
import { closesEarly } from '../rules/closes-early.ts';
import type { Rule } from '../rules/rule.ts';
import { CERTAIN, confidenceOf, LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import { add, fisherGreater } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';

const rule: Rule = {
  id: 'all-tcp-fails',
  predicts: ['tcp-lost'],
  argument:
    'Every connection over TCP fails, while UDP to the same servers works. So a resolver cannot fetch a truncated answer, and `use-vc` cannot work. If only connections to one of the known addresses were tried, the confidence is 0.5 at most: that DNS pod may be down.',
  when: (view) => {
    const { vipUdp, vipTcp, directUdp, directTcp } = pathsOf(view);
    const tcp = { failures: vipTcp.failures + directTcp.failures, trials: vipTcp.trials + directTcp.trials };
    const udp = { failures: vipUdp.failures + directUdp.failures, trials: vipUdp.trials + directUdp.trials };
    if (!allFailed(tcp) || allFailed(udp) || udp.trials === 0) return undefined;
    // Each connection to one DNS pod fails if that pod is down. So one address alone shows nothing about TCP.
    const pods = view.endpoints.filter((pod) => pod.tcp.failures > 0).length;
    const isOneAddress = pods + (vipTcp.failures > 0 ? 1 : 0) < 2 && view.endpoints.length > 0;
    // A DNS pod that is down answers nothing at all. It is another fault, and shows nothing about TCP to the others.
    const up = view.endpoints.filter((pod) => !allFailed(pod.udp));
    const upUdp = add(...up.map((pod) => pod.udp));
    const isDown = up.length > 0 && up.length < view.endpoints.length;
    return {
      // If the servers answer little over UDP too, a network policy is not the only fault.
      confidence: works(isDown ? upUdp : udp) && !isOneAddress ? CERTAIN : POSSIBLE,
      facts: [
        `queries over TCP that failed: ${outOf(tcp)}`,
        `queries over UDP that failed: ${outOf(udp)}${isDown ? `; ${outOf(upUdp)} straight to the DNS pods that are not down` : ''}`,
      ],
    };
  },
};

const byVipAlone: Rule = {
  id: 'all-tcp-by-the-vip-fails',
  predicts: ['tcp-lost'],
  argument:
    "Every connection over TCP to the VIP, or to the node's DNS cache, fails. UDP to the same address works, and so does TCP straight to the DNS pods. So the DNS Service or a rule of the node lacks port 53 over TCP, the cache does not listen there, or a policy blocks TCP to this address.",
  when: (view) => {
    const { vipUdp, vipTcp, directTcp } = pathsOf(view);
    if (!allFailed(vipTcp) || !works(vipUdp) || !works(directTcp)) return undefined;
    return {
      confidence: Math.min(LIKELY, confidenceOf(fisherGreater(vipTcp, directTcp))),
      facts: [
        `queries over TCP that failed: ${outOf(vipTcp)} ${wayOf(view)}, ${outOf(directTcp)} straight to the DNS pods`,
        `queries ${wayOf(view)} over UDP that failed: ${outOf(vipUdp)}`,
        view.first === 'vip'
          ? "only the VIP's TCP fails: the Service lacks its TCP port, or a policy blocks it"
          : "only TCP to the first nameserver fails, which is an address of this node: the node's DNS cache does not listen on TCP, or a policy blocks it. If the address is the VIP of the Service, the Service may lack its TCP port",
      ],
    };
  },
};

const toSomePods: Rule = {
  id: 'all-tcp-to-some-pods-fails',
  predicts: ['tcp-lost'],
  argument:
    'Every connection over TCP straight to one DNS pod (or a few) fails. The same pod answers over UDP, in a way that can be used, and the other pods answer over TCP. So a policy or a firewall before this pod blocks TCP, or the pod does not accept connections. Via the VIP, those connections fail that lead to this pod.',
  when: (view) => {
    const blocked = view.endpoints.filter(
      ({ tcp, address }) => allFailed(tcp) && answersOverUdp(view, address),
    );
    const others = view.endpoints.filter((pod) => !blocked.includes(pod));
    const [fails, well] = [add(...blocked.map(({ tcp }) => tcp)), add(...others.map(({ tcp }) => tcp))];
    if (blocked.length === 0 || !works(well)) return undefined;
    const { vipTcp } = pathsOf(view);
    return {
      confidence: Math.min(LIKELY, confidenceOf(fisherGreater(fails, well))),
      facts: [
        `queries over TCP straight to ${joined(blocked.map(({ address }) => address))} that failed: ${outOf(fails)}; over UDP: ${outOf(add(...blocked.map(({ udp }) => udp)))}`,
        `queries over TCP straight to the other DNS pods that failed: ${outOf(well)}`,
        `queries over TCP via the VIP that failed: ${outOf(vipTcp)}`,
      ],
    };
  },
};

const inPart: Rule = {
  id: 'a-part-of-tcp-fails',
  predicts: ['tcp-lost'],
  argument:
    'A part of what is sent over TCP fails, to the VIP as well as straight to the DNS pods, and UDP to the same addresses loses nothing, and its answers can be used. So the servers are there and the path carries packets. Something refuses connections: a firewall with a limit on connections, or servers that do not accept as many. If mostly one of the two queries of a connection is lost, the A as well as the AAAA, the connections stand, and what takes them loses single queries: a DNS proxy on the path, for example that of a network policy with names.',
  when: (view) => {
    const { vipUdp, vipTcp, directUdp, directTcp } = pathsOf(view);
    const [tcp, udp] = [add(vipTcp, directTcp), add(vipUdp, directUdp)];
    if (allFailed(tcp) || tcp.failures === 0 || ratio(udp) > ratio(tcp) / 50) return undefined;
    // What sends something over UDP that cannot be used need not be a DNS server, and not listen on TCP.
    if (ratio(over(overUdp(view), unusable, view.qtypes)) > ratio(tcp) / 50) return undefined;
    if (isRefusedHere(view) || endsAfterOneAnswer(view)) return undefined;
    const isShared = vipTcp.failures > 0 && view.endpoints.every((pod) => pod.tcp.failures > 0);
    return {
      confidence: Math.min(isShared ? IN_PART : POSSIBLE, confidenceOf(fisherGreater(tcp, udp))),
      facts: [
        `queries over TCP that failed: ${outOf(vipTcp)} ${wayOf(view)}, ${outOf(directTcp)} straight to the DNS pods`,
        `queries over UDP that failed: ${outOf(udp)}`,
        ...singlesLost(view),
      ],
    };
  },
};

/** An error code or an answer that cannot be used shows another fault of this pod: then TCP is not all that fails there. */
function answersOverUdp({ arms, qtypes }: View, address: string): boolean {
  const own = arms.filter(({ transport, target }) => transport === 'udp' && target.address === address);
  return works(over(own, noData, qtypes));
}

function overUdp({ arms }: View): readonly ArmTally[] {
  return arms.filter(({ transport }) => transport === 'udp');
}

function wayOf({ first }: View): string {
  return first === 'vip' ? 'via the VIP' : "to the node's DNS cache";
}

/** Are most of these failures errors of this machine, as for a missing route (connect(2))? Then nothing was refused on the way. */
function isRefusedHere({ arms }: View): boolean {
  const tallies = overTcp(arms).flatMap(({ a, aaaa }) => [a, aaaa]);
  const own = tallies.flatMap(({ networkErrorCodes, sendErrors }) => [
    sendErrors,
    ...OWN_ERRORS.map((code) => networkErrorCodes[code] ?? 0),
  ]);
  return own.reduce((sum, count) => sum + count, 0) > over(overTcp(arms), failures).failures / 2;
}

const OWN_ERRORS = ['ENETUNREACH', 'EADDRNOTAVAIL', 'EPERM', 'EACCES'];

/** The confidence if only a part fails: nothing shows what refuses it. */
const IN_PART = 0.6;

export const tcpBlocked: CauseDefinition<'tcp-blocked'> = {
  cause: 'tcp-blocked',
  rules: [rule, byVipAlone, toSomePods, inPart, closesEarly],
  remedies: [
    {
      change:
        "Give the DNS Service its port 53 with `protocol: TCP` again. If the node's DNS cache fails, let it listen on TCP",
      onlyFor: [byVipAlone.id],
    },
    {
      change: 'Allow TCP port 53 to the DNS pods in network policies and firewalls',
      onlyFor: [rule, byVipAlone, toSomePods, inPart].map(({ id }) => id),
    },
    {
      change:
        'Update the DNS server, or the proxy before it, that ends each connection. Do not set `options use-vc` before',
      onlyFor: [closesEarly.id],
    },
  ],
  askNext: ['tcp', 'endpoint'],
};
