/** Converts a p-value to a confidence in a few steps. More digits would suggest a precision that it does not have. */

export const CERTAIN = 0.95;
export const LIKELY = 0.8;
/** The highest confidence of a cause that the evidence allows, but does not show. */
export const POSSIBLE = 0.5;
export const UNLIKELY = 0.3;

/**
 * The confidence in a difference that occurs by chance with probability `p`; 0 if chance explains it. The limits are strict,
 * because a dozen rules test the same evidence repeatedly, and a false alarm costs more than a minute's delay.
 */
export function confidenceOf(p: number): number {
  if (p <= 0.0005) return CERTAIN;
  if (p <= 0.002) return LIKELY;
  return p <= 0.05 ? POSSIBLE : 0;
}
