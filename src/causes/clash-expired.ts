/** The entry of a repaired clash expires after a second. A slower answer then arrives with the DNS pod's own address. */

import {
  answersPastExpiry,
  CLASH_EXPIRY_MS,
  hitsManyRaces,
  hitsPairs,
  losesByExpiry,
} from '../compare/clash/clash-expiry.ts';
import { clashesRepaired } from '../compare/counts/counters.ts';
import { wrongSource } from '../compare/counts/proportions.ts';
import { atMost, outOf } from '../compare/counts/wording.ts';
import { outlastsResolvers, stallsByItself } from '../compare/slowness/stalls.ts';
import type { View } from '../compare/view/view.ts';
import { APART } from '../domain/strategy.ts';
import type { Rule } from '../rules/rule.ts';
import { CERTAIN, confidenceOf, LIKELY, POSSIBLE, UNLIKELY } from '../statistics/confidence.ts';
import { fisherGreater, type Proportion } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';
import { NODE_LOCAL, REOPEN, SEPARATE, SEQUENTIAL, USE_VC } from './shared-remedies.ts';

const rule: Rule = {
  id: 'answers-from-the-pod-itself',
  predicts: [],
  argument:
    "An answer to a query via the VIP arrives with a DNS pod's own address as its source: the kernel did not rewrite it back. When the kernel repairs a clash, it removes the entry for the answer after one second. So this fault needs two queries at once and a slow answer. Queries that are sent apart get answers that are as slow, and correct. If only `race` is affected, or fewer than a tenth of the races, the confidence is 0.5 at most: `race` provokes the clash, so applications notice only the slow answers. If only `race` is affected, and answers take longer than a resolver waits, it is 0.3: then lookups stall without a clash.",
  when: (view) => {
    const burst = view.byVip('race', 'pair');
    const share = { failures: wrongSource(burst), trials: view.failures(burst).trials };
    if (share.failures === 0) return undefined;
    const known = burst.reduce(
      (sum, { a, aaaa }) => sum + a.wrongSourceFromEndpoint + aaaa.wrongSourceFromEndpoint,
      0,
    );
    const apart = view.failures(view.byVip(...APART));
    const repaired = clashesRepaired(view.evidence.node);
    const moved = repaired.kind === 'read' && repaired.value > 0;
    return {
      confidence: expirySureness(view, { known, apart, moved }),
      facts: [
        `sent by race or pair, ${outOf(share)} answers came from an address other than the VIP, ${known} of them from a known DNS pod`,
        `queries lost where A and AAAA are sent apart: ${atMost(apart)}`,
        ...(moved ? [`clash_resolve rose by ${repaired.value}`] : []),
        ...(slowAnswers(view) ? [] : ['no answer took as long as a second']),
      ],
    };
  },
};

const lost: Rule = {
  id: 'answers-lost-after-a-repaired-clash',
  predicts: [],
  argument:
    'One of two queries sent at once gets no answer, and queries sent apart all get one, a second later or more. The kernel repaired clashes and dropped none. It removes the entry of a repaired clash after one second, and where the node also masquerades (SNAT), the answer then finds no way back to the pod.',
  when: (view) => {
    const { strategy, pairs, p } = view.togetherVsApart();
    if (confidenceOf(p) === 0 || !losesByExpiry(view)) return undefined;
    const repaired = clashesRepaired(view.evidence.node);
    return {
      confidence:
        stallsByItself(view.arms) || !hitsPairs(view) ? POSSIBLE : Math.min(LIKELY, confidenceOf(p)),
      facts: [
        `pairs sent at once (${strategy}) that lost one of the two queries: ${outOf(pairs.together)}`,
        `pairs sent apart that lost a query: ${atMost(pairs.apart)}`,
        `answers that took a second or longer: ${outOf(answersPastExpiry(view))}`,
        ...(repaired.kind === 'read' ? [`clash_resolve rose by ${repaired.value}`] : []),
      ],
    };
  },
};

export const clashExpired: CauseDefinition<'clash-expired'> = {
  cause: 'clash-expired',
  rules: [rule, lost],
  remedies: [
    { change: 'Make the slow answers faster: look at the upstream servers, and cache longer' },
    NODE_LOCAL,
    REOPEN,
    SEQUENTIAL,
    USE_VC,
    SEPARATE,
  ],
  askNext: ['race', 'separate'],
};

function expirySureness(
  view: View,
  seen: {
    known: number;
    apart: Proportion;
    moved: boolean;
  },
): number {
  // If queries apart are lost as well, answers are not rewritten on the way back, with or without a clash.
  const race = view.failures(view.byVip('race'));
  if (seen.apart.failures > 0 && confidenceOf(fisherGreater(race, seen.apart)) < LIKELY) return UNLIKELY;
  if (seen.known === 0 || !slowAnswers(view)) return POSSIBLE;
  // If answers take longer than a resolver waits, lookups stall even without a clash.
  if (stallsByItself(view.arms)) return POSSIBLE;
  if (outlastsResolvers(view.arms) && !hitsPairs(view)) return UNLIKELY;
  if (!hitsPairs(view) || !hitsManyRaces(view)) return POSSIBLE;
  return seen.moved ? CERTAIN : 0.85;
}

function slowAnswers({ evidence }: View): boolean {
  return evidence.arms.some(({ rttsMs }) => (rttsMs.at(-1) ?? 0) >= CLASH_EXPIRY_MS);
}
