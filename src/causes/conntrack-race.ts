/** A and AAAA clash in conntrack under DNAT, and the kernel drops one of the two. */

import { rose } from '../compare/counter-facts.ts';
import { clashDrops } from '../compare/counters.ts';
import { atMost, outOf } from '../compare/wording.ts';
import { confidenceOf, POSSIBLE } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';
import type { Rule } from './rule.ts';
import { NODE_LOCAL, REOPEN, SEPARATE, SEQUENTIAL, STAGGER, USE_VC } from './shared-remedies.ts';

const BY_CHANCE = 0.05;

const rule: Rule = {
  id: 'together-loses-apart-does-not',
  predicts: ['clash-by-vip', 'clash-everywhere'],
  argument:
    'A and AAAA at once from one socket lose exactly one of the two, and more often than A and AAAA from two sockets or one after the other, in the same minutes by the same VIP. Whatever else loses packets does not ask what was sent a moment before. That drop and insert_failed rise in the very steps of our losses makes it certain; that they do not is no argument against it, since other firewalls drop in the same way without counting there.',
  when: (view) => {
    const { strategy, together, apart, p, uncorrectedP, apartLosesLess } = view.togetherVsApart();
    const drops = view.excessOf(clashDrops);
    // Only the losses of the clash: another fault may lose more at the same time without raising this counter.
    const counted = drops.kind === 'elevated' && drops.rise - drops.expected >= together.failures / 2;
    // If the kernel counts our losses as clashes, the only open question is whether they need two queries at once.
    const sure = Math.max(confidenceOf(p), counted && uncorrectedP <= BY_CHANCE ? POSSIBLE : 0);
    if (sure === 0 || together.failures === 0) return undefined;
    return {
      confidence: counted ? Math.max(0.7, sure) : Math.min(apartLosesLess ? 0.75 : POSSIBLE, sure),
      facts: [
        `${strategy}: one of the two was lost in ${outOf(together)} queries`,
        `A and AAAA apart: ${atMost(apart)}`,
        ...(drops.kind === 'elevated' ? [rose('unresolved clashes (drop with insert_failed)', drops)] : []),
        ...(drops.kind === 'unchanged' ? ['the counters of conntrack did not move'] : []),
        ...(drops.kind === 'unknown' ? [`the counters of conntrack say nothing: ${drops.why}`] : []),
      ],
    };
  },
};

export const conntrackRace: CauseDefinition<'conntrack-race'> = {
  cause: 'conntrack-race',
  rules: [rule],
  remedies: [
    {
      change:
        'Run a kernel that repairs the clash: 5.6 or later, 6.12 or later where packets pass through NFQUEUE',
    },
    NODE_LOCAL,
    REOPEN,
    SEQUENTIAL,
    USE_VC,
    SEPARATE,
    STAGGER,
  ],
  askNext: ['pair', 'race', 'separate', 'sequential'],
};
