/** How much of what goes wrong a cause explains: a claim that explains little comes after one that explains much. */

import type { Evidence } from '../domain/evidence.ts';
import { allFailed, failures, over, sendErrors, trouble } from './rates.ts';

/** Below this part of all queries that went wrong, another fault is the main one. */
const SMALL_PART = 0.25;

/** Does a cause that spoiled so many queries explain only a small part of all that went wrong? */
export function explainsLittle({ evidence }: { readonly evidence: Evidence }, spoiled: number): boolean {
  return spoiled < SMALL_PART * Math.max(spoiled, allSpoiled(evidence));
}

/**
 * All queries that failed, were slow, could not be sent or denied a name that exists, and all probes that fivesec itself delayed. What is sent
 * straight to a DNS pod that answers nothing is left out: no application asks it directly.
 */
function allSpoiled({ arms, names, starvation }: Evidence): number {
  const asked = arms.filter((arm) => arm.target.kind !== 'endpoint' || !allFailed(over([arm], failures)));
  const denied = Object.values(names.halfDenied).reduce((sum, count) => sum + count, 0);
  const starved = starvation.pairs + starvation.lookups;
  return over(asked, trouble).failures + over(asked, sendErrors).failures + denied + starved;
}
