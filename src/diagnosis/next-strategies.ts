/** Chooses what to ask next: the strategies that discriminate between the causes that are still possible. */

import { CAUSE_DEFINITIONS } from '../causes/all-causes.ts';
import { harmOf } from '../domain/cause.ts';
import type { Strategy } from '../domain/strategy.ts';
import type { Verdict } from '../domain/verdict.ts';
import { LIKELY } from '../statistics/confidence.ts';

/**
 * Strategies for an investigation, the most discriminating first. Empty if a fault is probable enough, or if nothing stalls.
 * fivesec's own starvation does not end an investigation: it explains none of the queries that failed.
 */
export function nextStrategies(verdicts: readonly Verdict[]): readonly Strategy[] {
  const harmful = verdicts.filter(({ cause }) => harmOf(cause) !== 'harmless');
  const named = harmful.some(({ cause, confidence }) => harmOf(cause) === 'fault' && confidence >= LIKELY);
  if (named) return [];
  const candidates = [...harmful].sort((one, other) => rank(one) - rank(other));
  return [...new Set(candidates.flatMap(({ cause }) => CAUSE_DEFINITIONS[cause].askNext))];
}

/** Named causes come first, the most confident before the others. */
function rank({ cause, confidence }: Verdict): number {
  return harmOf(cause) === 'unnamed' ? 1 : -confidence;
}
