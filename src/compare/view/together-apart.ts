/**
 * Do A and AAAA sent at once lose one of the two more often than A and AAAA sent apart? `conntrack-race` and the race window
 * rest on this comparison.
 */

import type { ArmTally } from '../../domain/evidence.ts';
import { APART, type Strategy } from '../../domain/strategy.ts';
import { confidenceOf } from '../../statistics/confidence.ts';
import { fisherGreater, type Proportion } from '../../statistics/tests.ts';
import { clashDrops } from '../counts/counters.ts';
import { failedPairs, failures, over, ratio } from '../counts/proportions.ts';
import { FEWER_QUERIES } from '../counts/stretches.ts';
import { outOf } from '../counts/wording.ts';
import { podsBesideVip } from './beside-vip.ts';
import type { SortedEvidence } from './sorted-evidence.ts';

type Together = 'race' | 'pair' | 'race and pair';

export interface TogetherVsApart {
  readonly strategy: Together;
  /** Queries that failed while the other one of the pair did not. Pairs of which both failed are left out. */
  readonly together: Proportion;
  readonly apart: Proportion;
  /** The same in pairs, for people: the table of strategies counts pairs as well. */
  readonly pairs: { readonly together: Proportion; readonly apart: Proportion };
  /** The p-value, corrected for the other comparisons. */
  readonly p: number;
  /** The p-value of this comparison alone, for callers that know from other evidence that there is a difference. */
  readonly uncorrectedP: number;
  /** Do queries apart lose much less? If they also lose many, one fault may by chance take more of those sent at once. */
  readonly apartLosesLess: boolean;
  /** `race` differs, but the counters that would separate a clash from an unhealthy pod can't be read or compared. */
  readonly undecided: boolean;
}

type Comparison = Omit<TogetherVsApart, 'undecided' | 'apartLosesLess'>;

/**
 * Weighted Bonferroni correction; weights 1/2, 3/10, 1/5. `race` provokes the clash and gets half. If the queries of one
 * thread clash as well, `race` and `pair` together show it soonest.
 */
const WEIGHTS: readonly (readonly [Together, number])[] = [
  ['race', 2],
  ['race and pair', 10 / 3],
  ['pair', 5],
];

/** The comparison with the lowest p-value. */
export function compareTogetherAndApart(sorted: SortedEvidence): TogetherVsApart {
  const compared = WEIGHTS.map(([strategy, weight]) => {
    const one = weighed(compare(sorted, strategy), weight);
    return { one, byClash: strategy === 'pair' ? true : madeByClash(sorted, one) };
  });
  const shown = compared.map(({ one, byClash }) =>
    byClash === true ? one : { ...one, p: 1, uncorrectedP: 1 },
  );
  const clearest = shown.reduce((best, next) => (next.p < best.p ? next : best));
  return {
    ...clearest,
    apartLosesLess: ratio(clearest.apart) <= ratio(clearest.together) / 2,
    undecided: compared.some(({ one, byClash }) => byClash === undefined && confidenceOf(one.p) > 0),
  };
}

/**
 * A repaired clash sends A and AAAA to two pods. If one of these is unhealthy, exactly one of the two queries is lost, although
 * the kernel dropped none. Then `race` shows a race only if the kernel counts the drops. `undefined`: not known.
 */
function madeByClash(sorted: SortedEvidence, { together }: Comparison): boolean | undefined {
  if (!meetsUnhealthyPods(sorted)) return true;
  const drops = sorted.excessOf(clashDrops);
  if (drops.kind === 'unknown') return undefined;
  return drops.kind === 'elevated' && drops.rise - drops.expected >= together.failures / 2;
}

/** Does the VIP lead to an unhealthy pod from this node, as far as anything shows? */
function meetsUnhealthyPods({ health: { unhealthy }, evidence }: SortedEvidence): boolean {
  const beside = podsBesideVip(evidence);
  return unhealthy.some(({ address }) => !beside.includes(address));
}

type Compared = Omit<Comparison, 'uncorrectedP'>;

function weighed(compared: Compared, weight: number): Comparison {
  return { ...compared, p: Math.min(1, compared.p * weight), uncorrectedP: compared.p };
}

function compare(sorted: SortedEvidence, strategy: Together): Compared {
  const arms = strategy === 'race and pair' ? sorted.byVip('race', 'pair') : sorted.byVip(strategy);
  if (sorted.qtypes.length === 1) {
    const [all, apart] = [sorted.failures(arms), sorted.failures(sorted.byVip(...APART))];
    const together = {
      failures: all.failures - arms.reduce((sum, { a }) => sum + a.wrongSource, 0),
      trials: all.trials,
    };
    // Only A counts, so each pair has one query.
    return { strategy, together, apart, pairs: { together, apart }, p: fisherGreater(together, apart) };
  }
  // If one pod is unhealthy, the two queries of one socket share its fate, and those of two sockets do not.
  // Then only pairs from one socket can be compared with each other.
  const isOneSocket = meetsUnhealthyPods(sorted);
  const control = sorted.byVip(...(isOneSocket ? (['sequential'] as const) : APART));
  const together = lostOneOfPair(arms);
  const apart = isOneSocket ? lostOneOfPair(control) : sorted.failures(control);
  const pairs = {
    together: perPair(together),
    apart: isOneSocket ? perPair(apart) : failedPairs(control),
  };
  return { strategy, together, apart, pairs, p: fisherGreater(together, apart) };
}

/** A clash loses one of the two queries. If both were lost, it was another fault. Answers from a wrong source belong to another cause. */
function lostOneOfPair(arms: readonly ArmTally[]): Proportion {
  const sum = (pick: (arm: ArmTally) => number) => arms.reduce((total, arm) => total + pick(arm), 0);
  const wrongSources = sum(({ a, aaaa }) => a.wrongSource + aaaa.wrongSource);
  return {
    failures: Math.max(0, sum(({ oneFailed }) => oneFailed) - wrongSources),
    trials: 2 * Math.max(0, sum(({ pairs }) => pairs) - sum(({ bothFailed }) => bothFailed)),
  };
}

/** Each pair lost one query at most: the same failures, out of half as many trials. */
function perPair({ failures, trials }: Proportion): Proportion {
  return { failures, trials: trials / 2 };
}

/** A before AAAA, right after each other. In a race either may be the first. */
const LEAVE_TOGETHER: readonly Strategy[] = ['pair', 'separate', 'endpoint', 'edns', 'uncached'];

/** Where a limit on the rate drops queries, the second of two that leave together is lost most often. */
export function secondsLoseMore({ arms }: SortedEvidence): string[] {
  const together = arms.filter(
    ({ transport, strategy, target: { kind } }) =>
      transport === 'udp' && LEAVE_TOGETHER.includes(strategy) && (kind === 'vip' || kind === 'endpoint'),
  );
  const [first, second] = [over(together, failures, ['A']), over(together, failures, ['AAAA'])];
  if (confidenceOf(fisherGreater(second, first)) === 0) return [];
  return [
    `of two queries sent together, the first was lost in ${outOf(first)}, the second in ${outOf(second)}: typical of a limit on the rate`,
    FEWER_QUERIES,
  ];
}
