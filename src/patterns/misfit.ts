/** Finds arms that lost more, or less, than a fit predicts. All tests of a fit share one error probability. */

import { binomialUpperTail } from '../statistics/binomial.ts';
import type { Ask } from './ask.ts';
import type { Fate } from './fate.ts';
import { type Fit, predictionOf } from './fit.ts';
import { expected } from './likelihood.ts';

/** What is counted: pairs that lost their A, their AAAA, at least one of the two, or exactly one. */
export type Loss = 'a' | 'aaaa' | 'any' | 'one';

/** The arms that show it together, and the number of their pairs with this loss. */
export interface Misfit {
  readonly asks: readonly Ask[];
  readonly loss: Loss;
  readonly lost: number;
  readonly pairs: number;
  /** The number of pairs with this loss that the fit predicts. */
  readonly predicted: number;
  /** The probability of this difference by chance, corrected for the number of tests. */
  readonly p: number;
}

/** The highest allowed probability that chance refutes a true explanation, over all its tests (Bonferroni). */
const BUDGET = 0.001;

interface Test {
  readonly asks: readonly Ask[];
  readonly loss: Loss;
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
    const { asks: own, loss, count: lost, trials: pairs, predicted } = test;
    return [{ asks: own, loss, lost, pairs, predicted, p }];
  });
  return found.sort((one, other) => one.p - other.p);
}

/**
 * Tests four proportions with the exact binomial test: lost A, lost AAAA, pairs that lost any query, and pairs that lost one of
 * the two. If several fates are possible, it tests against the one that is closest to the count.
 */
function testsOf(ask: Ask, fit: Pick<Fit, 'patterns' | 'values'>): readonly Test[] {
  const prediction = predictionOf(fit, ask);
  if (prediction.kind === 'free' || ask.pairs === 0) return [];
  const fates = (prediction.kind === 'any-of' ? prediction.fates : [prediction.fate]).map(expected);
  const test = (loss: Loss): Test => {
    const count = COUNTED[loss](ask.counts);
    const measured = count / ask.pairs;
    const possible = fates.map(COUNTED[loss]);
    const probability = Math.min(Math.max(measured, Math.min(...possible)), Math.max(...possible));
    return { asks: [ask], loss, count, trials: ask.pairs, probability, predicted: probability * ask.pairs };
  };
  const losses: readonly Loss[] = prediction.kind === 'shares' ? ['a', 'aaaa'] : ['a', 'aaaa', 'any', 'one'];
  return losses.map(test);
}

/** A loss, in probabilities of the four fates of a pair or in counts of them. */
const COUNTED: { readonly [loss in Loss]: (fates: Fate) => number } = {
  a: ({ onlyA, both }) => onlyA + both,
  aaaa: ({ onlyAaaa, both }) => onlyAaaa + both,
  any: ({ onlyA, onlyAaaa, both }) => onlyA + onlyAaaa + both,
  one: ({ onlyA, onlyAaaa }) => onlyA + onlyAaaa,
};

/** Groups arms with the same prediction: a small excess in each of them shows only in their sum. */
function pooledTests(asks: readonly Ask[], fit: Pick<Fit, 'patterns' | 'values'>): readonly Test[] {
  return [...pooled(asks, fit, 'any'), ...pooled(asks, fit, 'one')];
}

function pooled(asks: readonly Ask[], fit: Pick<Fit, 'patterns' | 'values'>, loss: Loss): readonly Test[] {
  const groups = new Map<string, { readonly asks: Ask[]; readonly probability: number }>();
  for (const ask of asks) {
    const prediction = predictionOf(fit, ask);
    if (prediction.kind !== 'fate' || ask.pairs === 0) continue;
    const probability = COUNTED[loss](expected(prediction.fate));
    const key = probability.toFixed(6);
    const group = groups.get(key) ?? { asks: [], probability };
    group.asks.push(ask);
    groups.set(key, group);
  }
  return [...groups.values()]
    .filter((group) => group.asks.length > 1)
    .map(({ asks: own, probability }) => {
      const trials = own.reduce((sum, { pairs }) => sum + pairs, 0);
      const count = own.reduce((sum, ask) => sum + COUNTED[loss](ask.counts), 0);
      return { asks: own, loss, count, trials, probability, predicted: probability * trials };
    });
}

function twoSided({ count, trials, probability }: Test): number {
  const atLeast = binomialUpperTail(count, trials, probability);
  const atMost = 1 - binomialUpperTail(count + 1, trials, probability);
  return Math.min(1, 2 * Math.min(atLeast, Math.max(0, atMost)));
}
