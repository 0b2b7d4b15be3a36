/** How surely people are told of a verdict: the words of the report and of the status page depend on it. */

import { harmOf } from '../domain/cause.ts';
import type { Verdict } from '../domain/verdict.ts';
import { POSSIBLE } from '../statistics/confidence.ts';

/**
 * `claim`: above 0.5. `possible`: 0.5. `unlikely`: below 0.5; nobody should change a cluster for it. `aside`: a harmless cause that is there while
 * something else goes wrong. It is certain that it is there, and that it is not the reason.
 */
export type Rank = 'claim' | 'possible' | 'unlikely' | 'aside';

export function rankOf({ cause, confidence }: Pick<Verdict, 'cause' | 'confidence'>): Rank {
  if (confidence > POSSIBLE) return 'claim';
  if (confidence === POSSIBLE) return 'possible';
  return harmOf(cause) === 'harmless' ? 'aside' : 'unlikely';
}
