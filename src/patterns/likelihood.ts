/** The likelihood of an arm's result under a pattern's prediction, as a natural logarithm. */

import { logGamma } from '../statistics/binomial.ts';
import type { Ask, FateCounts } from './ask.ts';
import { either, type Fate, independent, mixture, UNHARMED } from './fate.ts';
import type { Prediction } from './prediction.ts';

/** The probability that a query is lost for no known reason. Every network loses single datagrams. */
export const STRAY_SHARE = 0.001;
const STRAY = independent(STRAY_SHARE, STRAY_SHARE);
/** The least probability of any fate: a prediction of "never" or "always" is no certainty. */
const LEAST = 1e-4;

/** The expected fate under a mechanism's prediction `fate`: with stray losses, and with no fate impossible. */
export function expected(fate: Fate): Fate {
  const { neither, onlyA, onlyAaaa, both } = either(fate, STRAY);
  return {
    neither: possible(neither),
    onlyA: possible(onlyA),
    onlyAaaa: possible(onlyAaaa),
    both: possible(both),
  };
}

function possible(p: number): number {
  return LEAST + (1 - 4 * LEAST) * p;
}

export function logLikelihood({ counts, pairs }: Ask, prediction: Prediction): number {
  if (pairs === 0) return 0;
  switch (prediction.kind) {
    case 'free':
      return logWeighed([WELL, ofFate(counts, expected(UNHARMED))], [1 - WELL, logMarginal(counts)]);
    case 'fate':
      return ofFate(counts, expected(prediction.fate));
    case 'any-of':
      return ofAny(
        prediction.fates.map((fate) => ofFate(counts, expected(fate))),
        prediction.weights,
      );
    case 'shares':
      return logMean(withAnyCorrelation(prediction.fate).map((fate) => ofFate(counts, expected(fate))));
  }
}

/** The likelihood of an arm for which the pattern predicts nothing. In most cases, nothing is lost there. */
const WELL = 0.7;

function ofFate(counts: FateCounts, fate: Fate): number {
  return (
    counts.neither * Math.log(fate.neither) +
    counts.onlyA * Math.log(fate.onlyA) +
    counts.onlyAaaa * Math.log(fate.onlyAaaa) +
    counts.both * Math.log(fate.both)
  );
}

/** The likelihood of an arm without a prediction: Jeffreys' prior over the four fates, integrated out (Dirichlet-multinomial). */
function logMarginal({ neither, onlyA, onlyAaaa, both }: FateCounts): number {
  const prior = 0.5;
  const cells = [neither, onlyA, onlyAaaa, both];
  const total = cells.reduce((sum, count) => sum + count, 0);
  return (
    logGamma(cells.length * prior) -
    logGamma(total + cells.length * prior) +
    cells.reduce((sum, count) => sum + logGamma(count + prior) - logGamma(prior), 0)
  );
}

/** Keeps the proportions of lost A and lost AAAA, and varies how often both are lost together, as far as these allow. */
function withAnyCorrelation(fate: Fate): readonly Fate[] {
  const [a, aaaa] = [fate.onlyA + fate.both, fate.onlyAaaa + fate.both];
  const most = Math.min(a, aaaa);
  const together: Fate = { neither: 1 - a - aaaa + most, onlyA: a - most, onlyAaaa: aaaa - most, both: most };
  const apart = independent(a, aaaa);
  return [0, 0.25, 0.5, 0.75, 1].map((weight) => mixture(weight, together, apart));
}

function ofAny(logs: readonly number[], weights: readonly number[] | undefined): number {
  return weights === undefined
    ? logMean(logs)
    : logWeighed(...logs.map((log, index) => [weights[index] ?? 0, log] as const));
}

function logMean(values: readonly number[]): number {
  return logWeighed(...values.map((value) => [1 / values.length, value] as const));
}

/** The logarithm of a weighted sum; the summands are given as logarithms. */
function logWeighed(...terms: readonly (readonly [weight: number, log: number])[]): number {
  const most = Math.max(...terms.map(([, log]) => log));
  return most + Math.log(terms.reduce((sum, [weight, log]) => sum + weight * Math.exp(log - most), 0));
}
