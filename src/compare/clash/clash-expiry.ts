/** Can the losses be answers that came after the entry of a repaired clash had expired? */

import { APART } from '../../domain/strategy.ts';
import type { Proportion } from '../../statistics/tests.ts';
import { clashDrops, clashesRepaired } from '../counts/counters.ts';
import { failedPairs, ratio, wrongSource } from '../counts/proportions.ts';
import type { SortedEvidence } from '../view/sorted-evidence.ts';

/** The entry of a repaired clash lives for one second (`nf_ct_resolve_clash_harder`, IPS_FIXED_TIMEOUT). */
export const CLASH_EXPIRY_MS = 1000;

/** A smaller part of slow answers would not lose as much as a clash does. */
const MANY = 0.25;

/** Clashes were repaired, none was counted as dropped, and many answers take longer than the entry of a repaired clash lives. */
export function losesByExpiry(view: SortedEvidence): boolean {
  const repaired = clashesRepaired(view.evidence.node);
  if (repaired.kind !== 'read' || repaired.value === 0) return false;
  return view.excessOf(clashDrops).kind === 'unchanged' && ratio(answersPastExpiry(view)) >= MANY;
}

/** Answers to queries sent apart that took longer than `CLASH_EXPIRY_MS`. */
export function answersPastExpiry(view: SortedEvidence): Proportion {
  const rtts = view.byVip(...APART).flatMap(({ rttsMs }) => rttsMs);
  return { failures: rtts.filter((rtt) => rtt >= CLASH_EXPIRY_MS).length, trials: rtts.length };
}

/** The share of the races with an answer from another address from which on it may affect applications. */
const MANY_RACES = 0.1;

/** The share of the pairs, as a C library sends them, from which on expired clashes make lookups wait. */
const MANY_PAIRS = 0.05;

/**
 * Does the clash hit pairs that are sent as a C library sends them, and not only races? Such a pair leaves a connected socket, to which the
 * kernel delivers no answer from another address. So one of its queries gets none, and hardly any query that was sent apart.
 */
export function hitsPairs(view: SortedEvidence): boolean {
  const pairs = view.byVip('pair');
  const sent = pairs.reduce((sum, arm) => sum + arm.pairs, 0);
  const hit = pairs.reduce((sum, { oneFailed }) => sum + oneFailed, 0);
  const apart = ratio(failedPairs(view.byVip(...APART)));
  return hit >= Math.max(2, MANY_PAIRS * sent) && hit / sent >= MUCH_MORE * apart;
}

/** Pairs sent at once lose one of the two at least so many times more often than pairs sent apart lose any. */
const MUCH_MORE = 2;

/** `race` provokes the clash. If it hits few races, it is not why applications wait. */
export function hitsManyRaces(view: SortedEvidence): boolean {
  const races = view.byVip('race').reduce((sum, { pairs }) => sum + pairs, 0);
  return wrongSource(view.byVip('race', 'pair')) >= Math.max(2, MANY_RACES * races);
}
