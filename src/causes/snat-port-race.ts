/** Two flows get the same source port under SNAT at the same instant, and the kernel drops one. */

import { rose } from '../compare/counter-facts.ts';
import { clashDrops, evictions } from '../compare/counters.ts';
import { allFailed, wrongSource } from '../compare/rates.ts';
import { APART } from '../compare/sorted-evidence.ts';
import type { View } from '../compare/view.ts';
import { outOf } from '../compare/wording.ts';
import { CERTAIN, confidenceOf, LIKELY, POSSIBLE, UNLIKELY } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';
import type { Rule } from './rule.ts';
import { NODE_LOCAL } from './shared-remedies.ts';

const rule: Rule = {
  id: 'apart-loses-with-insert-failed',
  predicts: ['new-flows-by-vip-lost', 'loss-by-vip', 'new-flows-lost'],
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
        // A full table drops as well, and evicts entries.
        view.excessOf(evictions).kind === 'elevated' ? POSSIBLE : 1,
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

export const snatPortRace: CauseDefinition<'snat-port-race'> = {
  cause: 'snat-port-race',
  rules: [rule],
  remedies: [
    { change: 'Add `--random-fully` (iptables) or `fully-random` (nftables) to the rule that masquerades' },
    {
      change: 'Do not masquerade traffic from pods to Services: check the cluster CIDR of kube-proxy and CNI',
    },
    NODE_LOCAL,
    { change: 'Give the node more source addresses for masquerading' },
  ],
  askNext: ['separate', 'endpoint', 'race'],
};

function strength(view: View, lost: number, excessDrops: number): number {
  const { together, p } = view.togetherVsApart();
  // If A and AAAA sent at once lose more, their clashes may explain the counters.
  if (confidenceOf(p) > POSSIBLE && excessDrops - together.failures < lost / 2) return UNLIKELY;
  const { conntrack } = view.evidence.node;
  // Without a column for repaired clashes, only `drop` is read, and a full table raises it, too.
  if (conntrack.kind === 'absent' || conntrack.value.era === 'searched') return 0.6;
  return lost >= 5 ? CERTAIN : LIKELY;
}
