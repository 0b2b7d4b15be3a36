/**
 * Do A and AAAA at once lose one of the two more often than A and AAAA apart? The comparison behind `conntrack-race`,
 * and behind the race window.
 */

import type { ArmTally } from '../../domain/evidence.ts';
import { confidenceOf } from '../../statistics/confidence.ts';
import type { Proportion } from '../../statistics/tests.ts';
import { fisherGreater } from '../../statistics/tests.ts';
import { clashDrops } from './counters.ts';
import { ratio } from './rates.ts';
import type { SortedEvidence } from './sorted-evidence.ts';
import { APART } from './sorted-evidence.ts';

type Together = 'race' | 'pair' | 'race and pair';

export interface TogetherVsApart {
  readonly strategy: Together;
  /** Queries that failed alone, their twin did not; pairs of which both failed are left out. */
  readonly together: Proportion;
  readonly apart: Proportion;
  /** Corrected for the other comparisons. */
  readonly p: number;
  /** Of this comparison by itself, for whoever knows from elsewhere that there is something to find. */
  readonly uncorrectedP: number;
  /** Apart loses much less: whatever takes many that are sent apart may take a few more of those that are sent at once. */
  readonly apartLosesLess: boolean;
  /** `race` stands out, and only counters that can't be read, or weighed, would tell whether by a clash or by a sick pod. */
  readonly undecided: boolean;
}

type Comparison = Omit<TogetherVsApart, 'undecided' | 'apartLosesLess'>;

/**
 * Three comparisons share one chance of being wrong. `race` is made to show the clash and gets half of it; where one
 * thread's queries clash as well, the two together show it soonest.
 */
const WEIGHTS: readonly (readonly [Together, number])[] = [
  ['race', 2],
  ['race and pair', 10 / 3],
  ['pair', 5],
];

/** The clearest of the comparisons. */
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
 * A clash that is repaired sends A and AAAA to two pods. If one of these is sick, exactly one of the two is lost
 * without any being dropped: then `race` shows the race only where the kernel counts the drops. `undefined`: it can't be told.
 */
function madeByClash(sorted: SortedEvidence, { together }: Comparison): boolean | undefined {
  if (sorted.health.unhealthy.length === 0) return true;
  const drops = sorted.excessOf(clashDrops);
  if (drops.kind === 'unknown') return undefined;
  return drops.kind === 'elevated' && drops.rise - drops.expected >= together.failures / 2;
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
    return { strategy, together, apart, p: fisherGreater(together, apart) };
  }
  // Where one pod is sick, the two queries of one socket share its fate, those of two sockets don't:
  // only pairs from one socket can then be compared with each other.
  const control = sorted.byVip(...(sorted.health.unhealthy.length > 0 ? (['sequential'] as const) : APART));
  const together = lostOneOfPair(arms);
  const apart = sorted.health.unhealthy.length > 0 ? lostOneOfPair(control) : sorted.failures(control);
  return { strategy, together, apart, p: fisherGreater(together, apart) };
}

/** A clash takes one of the two. What took both was something else, and misdirected answers are another cause's. */
function lostOneOfPair(arms: readonly ArmTally[]): Proportion {
  const sum = (pick: (arm: ArmTally) => number) => arms.reduce((total, arm) => total + pick(arm), 0);
  const misdirected = sum(({ a, aaaa }) => a.wrongSource + aaaa.wrongSource);
  return {
    failures: Math.max(0, sum(({ oneFailed }) => oneFailed) - misdirected),
    trials: 2 * Math.max(0, sum(({ pairs }) => pairs) - sum(({ bothFailed }) => bothFailed)),
  };
}
