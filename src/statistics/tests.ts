/** The statistics behind verdicts: an interval for a proportion, and tests of two proportions and of two rates. */

import { binomialUpperTail, logChoose } from './binomial.ts';

/** `failures` out of `trials`. */
export interface Proportion {
  readonly failures: number;
  readonly trials: number;
}

export interface Interval {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/** The 97.5th percentile of the normal distribution: 95 % intervals. */
const Z95 = 1.959964;

/** Wilson's score interval (1927), 95 %. Valid for few trials and for proportions near 0; [0, 1] without any trial. */
export function wilson({ failures, trials }: Proportion, z = Z95): Interval {
  if (trials === 0) return { ratio: 0, low: 0, high: 1 };
  const ratio = failures / trials;
  const weight = 1 + z ** 2 / trials;
  const centre = (ratio + z ** 2 / (2 * trials)) / weight;
  const margin = (z / weight) * Math.sqrt((ratio * (1 - ratio)) / trials + z ** 2 / (4 * trials ** 2));
  return {
    ratio,
    low: failures === 0 ? 0 : Math.max(0, centre - margin),
    high: failures === trials ? 1 : Math.min(1, centre + margin),
  };
}

/**
 * Fisher's exact test, one-sided: the probability that `one` has at least so many failures if both proportions are
 * in truth equal. 1 if either side has no trial, because then there is no comparison.
 */
export function fisherGreater(one: Proportion, other: Proportion): number {
  if (one.trials === 0 || other.trials === 0) return 1;
  const hits = one.failures + other.failures;
  const all = one.trials + other.trials;
  const most = Math.min(hits, one.trials);
  const least = Math.max(one.failures, hits - other.trials);
  // Each term is computed from the one before, as logarithms: the first may be too small for a number when later ones are not.
  let term = logChoose(one.trials, least) + logChoose(other.trials, hits - least) - logChoose(all, hits);
  let p = 0;
  for (let k = least; k <= most; k += 1) {
    p += Math.exp(term);
    term += Math.log(((one.trials - k) * (hits - k)) / ((k + 1) * (other.trials - hits + k + 1)));
  }
  return Math.min(1, p);
}

/** A count, and the time in which it was counted. */
export interface Rate {
  readonly count: number;
  readonly ms: number;
}

/**
 * Did a counter rise faster than its background? The exact conditional test of two Poisson rates (Przyborowski and
 * Wilenski, 1940): given the sum, the first count is binomial. The p-value; 1 when nothing was counted.
 */
export function poissonGreater(one: Rate, background: Rate): number {
  const total = one.count + background.count;
  const ms = one.ms + background.ms;
  if (one.count === 0 || ms === 0) return 1;
  return binomialUpperTail(one.count, total, one.ms / ms);
}

/** The probability of at most this many failures, if each trial fails with `probability`. */
export function binomialAtMost({ failures, trials }: Proportion, probability: number): number {
  return 1 - binomialUpperTail(failures + 1, trials, probability);
}

export function add(...shares: readonly Proportion[]): Proportion {
  return {
    failures: shares.reduce((sum, { failures }) => sum + failures, 0),
    trials: shares.reduce((sum, { trials }) => sum + trials, 0),
  };
}

/** The quantile `q` (0 to 1) of an ascending list; `undefined` for an empty one. */
export function quantile(ascending: readonly number[], q: number): number | undefined {
  const last = ascending.length - 1;
  return ascending[Math.min(last, Math.floor(q * ascending.length))];
}
