/**
 * The fate of a pair: the probabilities that A, AAAA, both or neither are lost. Mechanisms that lose queries independently of
 * each other combine as "lost if any of them loses it".
 */

/** Probabilities of the four fates of a pair; they add up to 1. */
export interface Fate {
  readonly neither: number;
  readonly onlyA: number;
  readonly onlyAaaa: number;
  readonly both: number;
}

export const UNHARMED: Fate = { neither: 1, onlyA: 0, onlyAaaa: 0, both: 0 };

/** Each query is lost independently: A with probability `a`, AAAA with probability `aaaa`. */
export function independent(a: number, aaaa: number): Fate {
  return {
    neither: (1 - a) * (1 - aaaa),
    onlyA: a * (1 - aaaa),
    onlyAaaa: (1 - a) * aaaa,
    both: a * aaaa,
  };
}

/** Both are lost with probability `p`, else neither: the fate of a whole flow. */
export function sameFate(p: number): Fate {
  return { neither: 1 - p, onlyA: 0, onlyAaaa: 0, both: p };
}

/** Exactly one of the two is lost with probability `p`; it is the A in a share `shareOfA` of the cases. */
export function oneOfTwo(p: number, shareOfA: number): Fate {
  return { neither: 1 - p, onlyA: p * shareOfA, onlyAaaa: p * (1 - shareOfA), both: 0 };
}

/** A is lost with probability `a`, AAAA with `aaaa`. Both are lost as often (1) or as rarely (-1) as these allow, or independently (0). */
export function withMargins(a: number, aaaa: number, together: -1 | 0 | 1): Fate {
  const both = together === 0 ? a * aaaa : together === 1 ? Math.min(a, aaaa) : Math.max(0, a + aaaa - 1);
  return { neither: 1 - a - aaaa + both, onlyA: a - both, onlyAaaa: aaaa - both, both };
}

/** With probability `weight` the fate is `one`, else it is `other`. */
export function mixture(weight: number, one: Fate, other: Fate): Fate {
  const rest = 1 - weight;
  return {
    neither: weight * one.neither + rest * other.neither,
    onlyA: weight * one.onlyA + rest * other.onlyA,
    onlyAaaa: weight * one.onlyAaaa + rest * other.onlyAaaa,
    both: weight * one.both + rest * other.both,
  };
}

/** Each query is lost with probability `p`; `together` is the share of losses that take both (0: independent, 1: always both). */
export function correlated(p: number, together: number): Fate {
  return mixture(together, sameFate(p), independent(p, p));
}

/** A query is lost if either mechanism loses it. */
export function either(one: Fate, other: Fate): Fate {
  const neither = one.neither * other.neither;
  const aSurvives = (one.neither + one.onlyAaaa) * (other.neither + other.onlyAaaa);
  const aaaaSurvives = (one.neither + one.onlyA) * (other.neither + other.onlyA);
  return {
    neither,
    onlyA: Math.max(0, aaaaSurvives - neither),
    onlyAaaa: Math.max(0, aSurvives - neither),
    both: Math.max(0, 1 - aSurvives - aaaaSurvives + neither),
  };
}
