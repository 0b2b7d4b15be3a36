/** From a p-value to a confidence, in few steps: nobody should read three digits into it. */

export const CERTAIN = 0.95;
export const LIKELY = 0.8;
/** Not above this is a cause that the evidence allows, but does not show. */
export const POSSIBLE = 0.5;
export const UNLIKELY = 0.3;

/** How sure is a difference that chance would show with probability `p`? 0 where it shows none. */
export function sureness(p: number): number {
  if (p <= 0.001) return CERTAIN;
  if (p <= 0.005) return LIKELY;
  return p <= 0.05 ? POSSIBLE : 0;
}
