/** Two flows get the same source port under SNAT at the same instant, and the kernel drops one. */

import { rose } from '../compare/counts/counter-facts.ts';
import { clashDrops, evictions } from '../compare/counts/counters.ts';
import { allFailed, wrongSource } from '../compare/counts/proportions.ts';
import { outOf } from '../compare/counts/wording.ts';
import { pathsOf } from '../compare/view/paths.ts';
import type { View } from '../compare/view/view.ts';
import { APART } from '../domain/strategy.ts';
import type { Rule } from '../rules/rule.ts';
import { CERTAIN, confidenceOf, LIKELY, POSSIBLE, UNLIKELY } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';
import { NODE_LOCAL } from './shared-remedies.ts';

const rule: Rule = {
  id: 'apart-loses-with-insert-failed',
  predicts: ['new-flows-by-vip-lost', 'loss-by-vip', 'new-flows-lost', 'whole-flows-lost'],
  argument:
    'Queries are lost even if A and AAAA leave two sockets, or one after the other. So A does not clash with AAAA. drop and insert_failed rise together in the same steps as these losses, more than at other times and by about as many. So two flows were given the same port.',
  when: (view) => {
    const apart = view.failures(view.byVip(...APART));
    const drops = view.excessOf(clashDrops);
    if (drops.kind !== 'elevated' || apart.failures < 2 || allFailed(apart)) return undefined;
    if (wrongSource(view.arms) > 0) return undefined;
    return {
      confidence: Math.min(
        drops.explains ? 1 : POSSIBLE,
        mayBeFullTable(view, drops.rise) ? POSSIBLE : 1,
        strength(view, apart.failures, drops.rise - drops.expected),
      ),
      facts: [
        `queries lost where A and AAAA are sent apart, each from a fresh port: ${outOf(apart)}`,
        rose('drop with insert_failed', drops),
        `${view.evidence.lossy.failed} queries of fivesec were lost in the same steps`,
      ],
    };
  },
};

const noPortLeft: Rule = {
  id: 'whole-udp-flows-lost-with-insert-failed',
  predicts: ['new-flows-lost', 'whole-flows-lost', 'vip-leads-astray', 'unlisted-pod-fails', 'all-udp-lost'],
  argument:
    'Whole flows over UDP get no answer, even if A and AAAA leave two sockets, or one after the other. TCP to the same address never fails, so the servers can be reached. drop and insert_failed rise together in the same steps, more than at other times and by about as many as these losses. So SNAT finds no free port for a new flow: all ports that it may use for this server over UDP are taken.',
  when: (view) => {
    const { vipUdp, vipTcp } = pathsOf(view);
    const apart = view.failures(view.byVip(...APART));
    const drops = view.excessOf(clashDrops);
    if (drops.kind !== 'elevated' || !drops.explains || apart.failures < 2) return undefined;
    if (vipTcp.trials < ENOUGH_TCP || vipTcp.failures > 0 || wrongSource(view.arms) > 0) return undefined;
    return {
      confidence: Math.min(
        LIKELY,
        mayBeFullTable(view, drops.rise) ? POSSIBLE : 1,
        strength(view, apart.failures, drops.rise - drops.expected),
      ),
      facts: [
        `queries via the VIP that failed: ${outOf(vipUdp)} over UDP, ${outOf(vipTcp)} over TCP`,
        rose('drop with insert_failed', drops),
        `${view.evidence.lossy.failed} queries of fivesec were lost in the same steps`,
      ],
    };
  },
};

const ENOUGH_TCP = 20;

export const snatPortRace: CauseDefinition<'snat-port-race'> = {
  cause: 'snat-port-race',
  rules: [rule, noPortLeft],
  spoils: 'queries',
  remedies: [
    { change: 'Add `--random-fully` (iptables) or `fully-random` (nftables) to the rule that masquerades' },
    {
      change: 'Do not masquerade traffic from pods to Services: check the cluster CIDR of kube-proxy and CNI',
    },
    NODE_LOCAL,
    {
      change:
        'Give the node more source addresses for masquerading, or a wider range of ports (`masquerade to`, `--to-ports`, the ports of a cloud NAT)',
    },
  ],
  askNext: ['separate', 'endpoint', 'race'],
  counter: clashDrops,
};

/** A full table drops as well, and evicts entries. Many more drops than evictions have another reason. */
function mayBeFullTable(view: View, drops: number): boolean {
  const evicted = view.excessOf(evictions);
  return evicted.kind === 'elevated' && evicted.rise >= drops / 2;
}

function strength(view: View, lost: number, excessDrops: number): number {
  const { together, p } = view.togetherVsApart();
  // If A and AAAA sent at once lose more, their clashes may explain the counters.
  if (confidenceOf(p) > POSSIBLE && excessDrops - together.failures < lost / 2) return UNLIKELY;
  const { conntrack } = view.evidence.node;
  // Without a column for repaired clashes, only `drop` is read, and a full table raises it, too.
  if (conntrack.kind === 'absent' || conntrack.value.era === 'searched') return 0.6;
  return lost >= 5 ? CERTAIN : LIKELY;
}
