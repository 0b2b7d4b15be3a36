/** Queries are lost in a pattern that no known cause makes. */

import { type CounterOf, chainsTooLong, clashDrops, tableDrops } from '../compare/counts/counters.ts';
import { stretchFacts } from '../compare/counts/stretches.ts';
import { misfitsInWords, patternInWords, wordsOf } from '../compare/view/pattern-words.ts';
import type { PatternId } from '../patterns/pattern.ts';
import type { Rule } from '../rules/rule.ts';
import { LIKELY } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';

/** These patterns fit, but show only where the loss is: no cause follows from them alone. */
const UNNAMED: readonly PatternId[] = [
  'a-lost',
  'loss-by-vip',
  'loss-by-vip-above-a-rate',
  'loss-behind-vip',
  'clash-everywhere',
  'new-flows-lost',
  'new-flows-by-vip-lost',
  'whole-flows-lost',
];
/** Patterns that conntrack explains if its drop counters rise with our losses: a full table, or ports that clash. */
const OF_NEW_FLOWS: readonly PatternId[] = ['new-flows-lost', 'new-flows-by-vip-lost', 'whole-flows-lost'];
const CLAIMING: readonly CounterOf[] = [tableDrops, clashDrops, chainsTooLong];
const BESIDE: readonly PatternId[] = ['idle-pods-fail', 'gone-pod-keeps-flow'];
const FEW_PAIRS = 5;
const CLEAR = 0.9;

const rule: Rule = {
  id: 'no-known-pattern',
  predicts: [],
  argument:
    'Enough queries are lost to see a pattern. Either the losses refute each known cause, and each combination of two, or the pattern that fits belongs to no known cause. So the verdict states the pattern itself.',
  when: (view) => {
    const { hypotheses, lostPairs, asks } = view.losses();
    const claimed = CLAIMING.some((counter) => view.excessOf(counter).kind === 'elevated')
      ? OF_NEW_FLOWS
      : [];
    const isOpen = (id: PatternId) => UNNAMED.includes(id) && !claimed.includes(id);
    const [best] = hypotheses;
    if (best === undefined || lostPairs < FEW_PAIRS) return undefined;
    // A failing pod to which the VIP does not lead, or only one old flow does, explains nothing that is lost elsewhere.
    const unnamed = hypotheses.filter(
      ({ patterns }) =>
        patterns.some(({ id }) => isOpen(id)) &&
        patterns.every(({ id }) => isOpen(id) || BESIDE.includes(id)),
    );
    const isUnnamed = unnamed.reduce((sum, { posterior }) => sum + posterior, 0) >= CLEAR;
    if (best.misfits.length === 0 && !isUnnamed) return undefined;
    return {
      confidence: isUnnamed ? 0.6 : LIKELY,
      facts: [
        patternInWords(asks),
        ...stretchFacts(view.evidence),
        `closest known pattern: ${best.patterns.map((pattern) => wordsOf(pattern, view.first)).join(', and ')}`,
        ...(best.misfits.length === 0
          ? []
          : [`that pattern does not explain: ${misfitsInWords(best.misfits)}`]),
      ],
    };
  },
};

export const somethingElse: CauseDefinition<'something-else'> = {
  cause: 'something-else',
  rules: [rule],
  remedies: [
    {
      change:
        'Run `fivesec check --duration 2m` on this node while lookups stall, and on another node at the same time',
    },
    {
      change:
        'Capture on the node (`tcpdump -ni any port 53`) to find the last interface that a lost query passed',
    },
    { change: 'Report the pattern to the fivesec project' },
  ],
  askNext: ['pair', 'race', 'separate', 'sequential', 'endpoint', 'tcp'],
};
