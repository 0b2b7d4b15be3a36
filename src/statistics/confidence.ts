/** From a p-value to a confidence, in few steps: nobody should read three digits into it. */

export const CERTAIN = 0.95;
export const LIKELY = 0.8;
/** Not above this is a cause that the evidence allows, but does not show. */
export const POSSIBLE = 0.5;
export const UNLIKELY = 0.3;

/**
 * How sure is a difference that chance would show with probability `p`? 0 where it shows none. Strict, because a dozen
 * rules look at the same evidence, again and again: each wrong alarm costs more than a minute's delay.
 */
export function confidenceOf(p: number): number {
  if (p <= 0.0005) return CERTAIN;
  if (p <= 0.002) return LIKELY;
  return p <= 0.05 ? POSSIBLE : 0;
}
