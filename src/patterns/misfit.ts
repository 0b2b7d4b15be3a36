/** Finds arms that lost more, or less, than a fit predicts. All tests of a fit share one error probability. */

import { binomialUpperTail } from '../statistics/binomial.ts';
import type { Ask } from './ask.ts';
import { lostPairs } from './ask.ts';
import type { Fate } from './fate.ts';
import { type Fit, predictionOf } from './fit.ts';
import { expected } from './likelihood.ts';

/** The arms that show it together, and the number of their pairs with a lost query. */
export interface Misfit {
  readonly asks: readonly Ask[];
  readonly lost: number;
  readonly pairs: number;
  /** The number of pairs with a lost query that the fit predicts. */
  readonly predicted: number;
  readonly p: number;
}

/** The highest allowed probability that chance refutes a true explanation, over all its tests (Bonferroni). */
const BUDGET = 0.001;

interface Test {
  readonly asks: readonly Ask[];
  readonly count: number;
  readonly trials: number;
  readonly probability: number;
  readonly predicted: number;
}

/** Worst first; empty if nothing refutes the fit. */
export function misfits(asks: readonly Ask[], fit: Pick<Fit, 'patterns' | 'values'>): readonly Misfit[] {
  const tests = [...asks.flatMap((ask) => testsOf(ask, fit)), ...pooledTests(asks, fit)];
  const found = tests.flatMap((test) => {
    const p = Math.min(1, twoSided(test) * tests.length);
    if (p > BUDGET) return [];
    const lost = test.asks.reduce((sum, ask) => sum + lostPairs(ask), 0);
    const pairs = test.asks.reduce((sum, ask) => sum + ask.pairs, 0);
    return [{ asks: test.asks, lost, pairs, predicted: test.predicted, p }];
  });
  return found.sort((one, other) => one.p - other.p);
}

/**
 * Tests three proportions with the exact binomial test: lost A, lost AAAA, and pairs that lost any query. If several fates are
 * possible, it tests against the one that is closest to the count.
 */
function testsOf(ask: Ask, fit: Pick<Fit, 'patterns' | 'values'>): readonly Test[] {
  const prediction = predictionOf(fit, ask);
  if (prediction.kind === 'free' || ask.pairs === 0) return [];
  const fates = (prediction.kind === 'any-of' ? prediction.fates : [prediction.fate]).map(expected);
  const { onlyA, onlyAaaa, both } = ask.counts;
  const test = (count: number, share: (fate: Fate) => number): Test => {
    const measured = count / ask.pairs;
    const possible = fates.map(share);
    const probability = Math.min(Math.max(measured, Math.min(...possible)), Math.max(...possible));
    return { asks: [ask], count, trials: ask.pairs, probability, predicted: probability * ask.pairs };
  };
  const marginal = [
    test(onlyA + both, (fate) => fate.onlyA + fate.both),
    test(onlyAaaa + both, (fate) => fate.onlyAaaa + fate.both),
  ];
  if (prediction.kind === 'shares') return marginal;
  return [...marginal, test(lostPairs(ask), (fate) => 1 - fate.neither)];
}

/** Groups arms with the same prediction: a small excess in each of them shows only in their sum. */
function pooledTests(asks: readonly Ask[], fit: Pick<Fit, 'patterns' | 'values'>): readonly Test[] {
  const groups = new Map<string, { readonly asks: Ask[]; readonly probability: number }>();
  for (const ask of asks) {
    const prediction = predictionOf(fit, ask);
    if (prediction.kind !== 'fate' || ask.pairs === 0) continue;
    const probability = 1 - expected(prediction.fate).neither;
    const key = probability.toFixed(6);
    const group = groups.get(key) ?? { asks: [], probability };
    group.asks.push(ask);
    groups.set(key, group);
  }
  return [...groups.values()]
    .filter((group) => group.asks.length > 1)
    .map(({ asks: own, probability }) => {
      const trials = own.reduce((sum, { pairs }) => sum + pairs, 0);
      const count = own.reduce((sum, ask) => sum + lostPairs(ask), 0);
      return { asks: own, count, trials, probability, predicted: probability * trials };
    });
}

function twoSided({ count, trials, probability }: Test): number {
  const atLeast = binomialUpperTail(count, trials, probability);
  const atMost = 1 - binomialUpperTail(count + 1, trials, probability);
  return Math.min(1, 2 * Math.min(atLeast, Math.max(0, atMost)));
}
