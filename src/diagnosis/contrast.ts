/**
 * Do A and AAAA at once lose one of the two more often than A and AAAA apart? The comparison behind `conntrack-race`,
 * and behind the race window.
 */

import type { ArmTally } from '../domain/evidence.ts';
import { clashesRepaired } from './excess.ts';
import type { Share } from './interval.ts';
import { fisherGreater } from './interval.ts';
import type { Sight } from './sight.ts';
import { APART } from './sight.ts';

export interface Contrast {
  readonly strategy: 'race' | 'pair';
  /** Queries that failed alone, their twin did not; pairs of which both failed are left out. */
  readonly together: Share;
  readonly apart: Share;
  readonly p: number;
}

/** Two comparisons share one chance of being wrong; `race`, which is made to show the clash, gets most of it. */
const RACE_WEIGHT = 1.25;
const PAIR_WEIGHT = 5;

/** The clearer of the two comparisons. */
export function contrast(sight: Sight): Contrast {
  const race = weighed(compare(sight, 'race'), RACE_WEIGHT);
  const pair = weighed(compare(sight, 'pair'), PAIR_WEIGHT);
  return race.p <= pair.p ? race : pair;
}

function weighed(compared: Contrast, weight: number): Contrast {
  return { ...compared, p: Math.min(1, compared.p * weight) };
}

function compare(sight: Sight, strategy: 'race' | 'pair'): Contrast {
  const arms = sight.byVip(strategy);
  if (sight.qtypes.length === 1) {
    const [all, apart] = [sight.failures(arms), sight.failures(sight.byVip(...APART))];
    const together = { hits: all.hits - arms.reduce((sum, { a }) => sum + a.misdirected, 0), of: all.of };
    return { strategy, together, apart, p: fisherGreater(together, apart) };
  }
  // Where one pod is sick, the two queries of one socket share its fate, those of two sockets don't:
  // only pairs from one socket can then be compared with each other.
  const control = sight.byVip(...(sight.sickness.sick.length > 0 ? (['sequential'] as const) : APART));
  const sick = sight.sickness.sick.length > 0;
  const together = sick ? withoutRepaired(sight, alone(arms)) : alone(arms);
  const apart = sick ? alone(control) : sight.failures(control);
  return { strategy, together, apart, p: fisherGreater(together, apart) };
}

/**
 * The two of a repaired clash were translated each by itself: to two pods, of which one may be the sick one. So each
 * repaired clash explains a query that failed alone.
 */
function withoutRepaired({ evidence }: Sight, { hits, of }: Share): Share {
  const repaired = clashesRepaired(evidence.node);
  return { hits: Math.max(0, hits - (repaired.kind === 'read' ? repaired.value : 0)), of };
}

/** A clash takes one of the two. What took both was something else, and misdirected answers are another cause's. */
function alone(arms: readonly ArmTally[]): Share {
  const sum = (pick: (arm: ArmTally) => number) => arms.reduce((total, arm) => total + pick(arm), 0);
  const misdirected = sum(({ a, aaaa }) => a.misdirected + aaaa.misdirected);
  return {
    hits: Math.max(0, sum(({ oneFailed }) => oneFailed) - misdirected),
    of: 2 * Math.max(0, sum(({ pairs }) => pairs) - sum(({ bothFailed }) => bothFailed)),
  };
}
