/** The order of verdicts: the one to read first at the front. */

import type { Verdict } from '../domain/verdict.ts';
import { POSSIBLE } from '../statistics/confidence.ts';

/**
 * Claims (above 0.5) first, and of these first what explains much of what goes wrong: with two faults at once, both are claimed. Then by
 * confidence. `minor` are those that explain little.
 */
export function inOrder(found: readonly Verdict[], minor: ReadonlySet<Verdict>): Verdict[] {
  const isMinor = (verdict: Verdict) => Number(minor.has(verdict));
  const place = (verdict: Verdict) => (isClaim(verdict) ? isMinor(verdict) : 2);
  return found.toSorted(
    (one, other) =>
      place(one) - place(other) || other.confidence - one.confidence || isMinor(one) - isMinor(other),
  );
}

/**
 * Ordered verdicts of which some have another confidence now: the claims still come first, and stay in their order. How much a cause explains does not
 * depend on how sure it is.
 */
export function reordered(verdicts: readonly Verdict[]): Verdict[] {
  const others = verdicts.filter((verdict) => !isClaim(verdict));
  return [...verdicts.filter(isClaim), ...others.toSorted((one, other) => other.confidence - one.confidence)];
}

function isClaim({ confidence }: Verdict): boolean {
  return confidence > POSSIBLE;
}
