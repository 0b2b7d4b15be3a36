/** A and AAAA clash in conntrack and the kernel repairs the clash. Nothing is lost. */

import { lostAtOnceAndApart } from '../compare/clash/clash-words.ts';
import { clashesRepaired } from '../compare/counts/counters.ts';
import { wrongSource } from '../compare/counts/proportions.ts';
import { somethingStalls } from '../compare/slowness/stalls.ts';
import type { Rule } from '../rules/rule.ts';
import { confidenceOf, UNLIKELY } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';

const rule: Rule = {
  id: 'clashes-repaired-nothing-lost',
  predicts: [],
  argument:
    'clash_resolve counts clashes that the kernel repaired. They lose no packet. fivesec provokes such clashes itself. So this verdict appears in two cases only: something stalls, and the verdict says that these clashes are not the reason; or there are more clashes than fivesec can have caused.',
  when: (view) => {
    const { node, lookups, arms } = view.evidence;
    const repaired = clashesRepaired(node);
    if (repaired.kind === 'absent' || repaired.value === 0) return undefined;
    const lost = view.togetherVsApart();
    if (confidenceOf(lost.p) > 0 || lost.undecided || wrongSource(arms) > 0) return undefined;
    const apart = lookups.lookups - lookups.asPairs.lookups;
    const own = arms.reduce((sum, { pairs }) => sum + pairs, 0) + apart + lookups.retries;
    const stalls = somethingStalls(view);
    if (!stalls && repaired.value <= own) return undefined;
    return {
      // If something stalls, this cause does not explain it.
      confidence: stalls ? UNLIKELY : 0.9,
      facts: [
        `the kernel repaired ${repaired.value} ${repaired.value === 1 ? 'clash' : 'clashes'} of A and AAAA (clash_resolve), and a repaired clash loses no packet. fivesec provokes such clashes: it sent ${own} pairs`,
        lostAtOnceAndApart(lost),
        ...(stalls ? ['so these clashes are not why something stalls here'] : []),
      ],
    };
  },
};

export const clashRepaired: CauseDefinition<'clash-repaired'> = {
  cause: 'clash-repaired',
  rules: [rule],
  remedies: [{ change: 'Nothing: the kernel repairs these clashes, and they lose no packet' }],
  askNext: [],
};
