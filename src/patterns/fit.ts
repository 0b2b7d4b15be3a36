/** Fits patterns to the measurements: finds the most probable parameter values, for one pattern or two at once. */

import type { Ask } from './ask.ts';
import { either, type Fate, UNHARMED } from './fate.ts';
import { logLikelihood } from './likelihood.ts';
import type { Pattern } from './pattern.ts';
import { FREE, type Prediction, UNAFFECTED } from './prediction.ts';

/** An arm with two likelihoods computed beforehand: those of the predictions that nearly all patterns make for it. */
export interface Weighed extends Ask {
  readonly logLikelihood: (prediction: Prediction) => number;
}

export function weighed(ask: Ask): Weighed {
  const ifUnharmed = logLikelihood(ask, UNAFFECTED);
  const ifFree = logLikelihood(ask, FREE);
  return {
    ...ask,
    logLikelihood(prediction) {
      if (prediction.kind === 'free') return ifFree;
      const isUnharmed = prediction.kind === 'fate' && prediction.fate === UNHARMED;
      return isUnharmed ? ifUnharmed : logLikelihood(ask, prediction);
    },
  };
}

export interface Fit {
  readonly patterns: readonly Pattern[];
  /** For each pattern, one value for each of its axes. */
  readonly values: readonly (readonly number[])[];
  readonly logLikelihood: number;
}

/** The combined prediction of the patterns: a query is lost if any of them loses it. */
export function predictionOf(fit: Pick<Fit, 'patterns' | 'values'>, ask: Ask): Prediction {
  return combined(fit.patterns.map((pattern, index) => pattern.predict(ask, fit.values[index] ?? [])));
}

function combined(predictions: readonly Prediction[]): Prediction {
  return predictions.reduce((one, other) => {
    if (one.kind === 'free' || other.kind === 'free') return FREE;
    if (one.kind === 'any-of' || other.kind === 'any-of') return anyCombination(one, other);
    if (one.fate === UNHARMED) return other;
    if (other.fate === UNHARMED) return one;
    const kind = one.kind === 'shares' || other.kind === 'shares' ? 'shares' : 'fate';
    return { kind, fate: either(one.fate, other.fate) };
  });
}

type Bound = Exclude<Prediction, { kind: 'free' }>;

/** Each fate of the one with each fate of the other: chance decides about both flows independently. */
function anyCombination(one: Bound, other: Bound): Prediction {
  const [ones, others] = [chancesOf(one), chancesOf(other)];
  const all = ones.flatMap(({ fate: first, weight }) =>
    others.map((second) => ({ fate: either(first, second.fate), weight: weight * second.weight })),
  );
  return {
    kind: 'any-of',
    fates: all.map(({ fate: made }) => made),
    weights: all.map(({ weight }) => weight),
  };
}

function chancesOf(prediction: Bound): readonly { readonly fate: Fate; readonly weight: number }[] {
  if (prediction.kind !== 'any-of') return [{ fate: prediction.fate, weight: 1 }];
  const { fates, weights } = prediction;
  return fates.map((one, index) => ({ fate: one, weight: weights?.[index] ?? 1 / fates.length }));
}

export function fitNone(asks: readonly Weighed[], nothing: Pattern): Fit {
  return scored(asks, [nothing], [[]]);
}

/** Tries a coarse grid. Then improves one parameter after the other: first over its whole axis, then between its values. */
export function fitOne(asks: readonly Weighed[], pattern: Pattern): Fit {
  const [first = [], ...others] = combinations(pattern.axes.map(thinned));
  const start = scored(asks, [pattern], [first]);
  return improved(
    asks,
    bestOf(
      asks,
      start,
      others.map((values) => [values]),
    ),
  );
}

/** A first fit of both: each at its best fit alone, or the other one with a small loss. */
export function startTwo(asks: readonly Weighed[], one: Fit, other: Fit): Fit {
  const patterns = [...one.patterns, ...other.patterns];
  const mildest = other.patterns.map(({ axes }) => axes.map((axis) => axis[0] ?? 0));
  const start = scored(asks, patterns, [...one.values, ...other.values]);
  return bestOf(asks, start, [[...one.values, ...mildest]]);
}

const FEW = 4;

/** The first, the last and some values between them. */
function thinned(axis: readonly number[]): readonly number[] {
  if (axis.length <= FEW) return axis;
  return Array.from(
    { length: FEW },
    (_, index) => axis[Math.round((index * (axis.length - 1)) / (FEW - 1))] ?? 0,
  );
}

function scored(asks: readonly Weighed[], patterns: readonly Pattern[], values: Fit['values']): Fit {
  const fit = { patterns, values };
  return { ...fit, logLikelihood: sumOf(asks, fit, Number.NEGATIVE_INFINITY) };
}

/** The best of `start` and the same patterns with each of the other values. */
function bestOf(asks: readonly Weighed[], start: Fit, others: readonly Fit['values'][]): Fit {
  let best = start;
  for (const values of others) {
    const fit = { patterns: start.patterns, values };
    const logLikelihood = sumOf(asks, fit, best.logLikelihood);
    if (logLikelihood > best.logLikelihood) best = { ...fit, logLikelihood };
  }
  return best;
}

/** The log-likelihood of all arms. Each arm lowers it, so the sum ends as soon as it is below `least`. */
function sumOf(asks: readonly Weighed[], fit: Pick<Fit, 'patterns' | 'values'>, least: number): number {
  let sum = 0;
  for (const ask of asks) {
    sum += ask.logLikelihood(predictionOf(fit, ask));
    if (sum < least) return sum;
  }
  return sum;
}

const ROUNDS = 3;
const HALVINGS = 3;

/** Improves one parameter after the other over its whole axis, and last between its values. */
export function improved(asks: readonly Weighed[], start: Fit): Fit {
  let best = start;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = best.logLikelihood;
    for (const parameter of parametersOf(best)) best = tried(asks, best, parameter, parameter.axis);
    if (best.logLikelihood === before) break;
  }
  for (let step = 1; step <= HALVINGS; step += 1)
    for (const parameter of parametersOf(best))
      best = tried(asks, best, parameter, between(best, parameter, step));
  return best;
}

/** One axis of one pattern, by its place in a fit. */
interface Parameter {
  readonly pattern: number;
  readonly index: number;
  readonly axis: readonly number[];
}

function parametersOf({ patterns }: Fit): readonly Parameter[] {
  return patterns.flatMap(({ axes }, pattern) => axes.map((axis, index) => ({ pattern, index, axis })));
}

function tried(
  asks: readonly Weighed[],
  best: Fit,
  { pattern, index }: Parameter,
  values: readonly number[],
): Fit {
  const own = best.values[pattern] ?? [];
  const others = values.filter((value) => value !== own[index]);
  return bestOf(
    asks,
    best,
    others.map((value) => best.values.with(pattern, own.with(index, value))),
  );
}

/** Halfway to each neighbour on the axis, a quarter of the way, and so on. */
function between(best: Fit, { pattern, index, axis }: Parameter, step: number): readonly number[] {
  const value = best.values[pattern]?.[index] ?? 0;
  const below = Math.max(...axis.filter((one) => one < value), Math.min(...axis));
  const above = Math.min(...axis.filter((one) => one > value), Math.max(...axis));
  return [value - (value - below) / 2 ** step, value + (above - value) / 2 ** step];
}

function combinations(axes: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return axes.reduce<readonly (readonly number[])[]>(
    (made, axis) => made.flatMap((values) => axis.map((value) => [...values, value])),
    [[]],
  );
}
