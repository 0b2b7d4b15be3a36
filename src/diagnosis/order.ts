/** The order of verdicts: the one to read first at the front. */

import type { Verdict } from '../domain/verdict.ts';
import { POSSIBLE } from '../statistics/confidence.ts';

/**
 * How much of what goes wrong a verdict's cause explains. `beside`: little, and none of the lost queries. `minor`: little. `main`: perhaps
 * most of the lost queries. `unknown`: nothing says how much.
 */
export type Part = 'beside' | 'minor' | 'main' | 'unknown';

/**
 * Claims (above 0.5) first, and of these first what explains much of what goes wrong: with two faults at once, both are claimed. If no claim explains
 * lost queries, and each explains little, a possible cause (0.5) of the lost queries comes before them. Then by confidence.
 */
export function inOrder(found: readonly Verdict[], parts: ReadonlyMap<Verdict, Part>): Verdict[] {
  const isMinor = (verdict: Verdict) => Number(['beside', 'minor'].includes(parts.get(verdict) ?? ''));
  const claims = found.filter(isClaim);
  const isOpen = claims.length > 0 && claims.every((verdict) => parts.get(verdict) === 'beside');
  const place = (verdict: Verdict) => {
    if (isClaim(verdict)) return isMinor(verdict);
    const mayBeMain = verdict.confidence === POSSIBLE && parts.get(verdict) === 'main';
    return isOpen && mayBeMain ? 0 : 2;
  };
  return found.toSorted(
    (one, other) =>
      place(one) - place(other) || other.confidence - one.confidence || isMinor(one) - isMinor(other),
  );
}

/**
 * Ordered verdicts of which some have another confidence now. `before`: as they were. The claims still come first, and stay in their order. How much a
 * cause explains does not depend on how sure it is. So a possible cause that stood before all claims stays there.
 */
export function reordered(verdicts: readonly Verdict[], before: readonly Verdict[] = []): Verdict[] {
  const ahead = before.slice(0, Math.max(0, before.findIndex(isClaim))).map(({ cause }) => cause);
  const [kept, others] = [true, false].map((isKept) =>
    verdicts.filter((verdict) => (!isClaim(verdict) && ahead.includes(verdict.cause)) === isKept),
  );
  const doubted = (others ?? []).filter((verdict) => !isClaim(verdict));
  return [
    ...(kept ?? []),
    ...(others ?? []).filter(isClaim),
    ...doubted.toSorted((one, other) => other.confidence - one.confidence),
  ];
}

function isClaim({ confidence }: Verdict): boolean {
  return confidence > POSSIBLE;
}
