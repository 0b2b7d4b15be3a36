/** What a pattern predicts for one arm: how its pairs end, or nothing. */

import { type Fate, UNHARMED } from './fate.ts';

export type Prediction =
  | { readonly kind: 'fate'; readonly fate: Fate }
  /** Predicts the proportions of lost A and of lost AAAA, but not how often both are lost together. */
  | { readonly kind: 'shares'; readonly fate: Fate }
  /**
   * All pairs of the arm have the same one of these fates. Chance decided which one when the flow began: with these probabilities
   * (`weights`, which add up to 1), or with equal ones.
   */
  | { readonly kind: 'any-of'; readonly fates: readonly Fate[]; readonly weights?: readonly number[] }
  /** No prediction: the mechanism says nothing about this arm, so any fate is possible. */
  | { readonly kind: 'free' };

export const FREE: Prediction = { kind: 'free' };

export function fate(predicted: Fate): Prediction {
  return { kind: 'fate', fate: predicted };
}

export function anyOf(...fates: readonly Fate[]): Prediction {
  return { kind: 'any-of', fates };
}

/** `one` with the probability `weight`, else `other`. */
export function eitherOf(weight: number, one: Fate, other: Fate): Prediction {
  return { kind: 'any-of', fates: [one, other], weights: [weight, 1 - weight] };
}

export function shares(predicted: Fate): Prediction {
  return { kind: 'shares', fate: predicted };
}

/** The mechanism does not affect this arm: it loses nothing. */
export const UNAFFECTED: Prediction = fate(UNHARMED);
