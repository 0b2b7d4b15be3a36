/**
 * Did the receive buffer of the agent's own pod drop about as many answers as queries were lost? A dropped answer is counted when it
 * arrives. If answers are slow, that is in a later step than that of its query.
 */

import type { Evidence } from '../../domain/evidence.ts';
import type { Proportion } from '../../statistics/tests.ts';
import { ownBufferDrops } from '../counts/counters.ts';
import { failures, over } from '../counts/proportions.ts';

/** Fewer drops show nothing. */
const ENOUGH = 5;
const HALF = 0.5;

/** The drops over the whole window (`failures`) and the lost queries (`trials`); `undefined` if they explain less than half of these. */
export function lostInOwnBuffer({ node, arms }: Pick<Evidence, 'node' | 'arms'>): Proportion | undefined {
  const drops = ownBufferDrops(node);
  const lost = over(arms, failures).failures;
  if (drops.kind === 'absent' || drops.value < ENOUGH || drops.value < HALF * lost) return undefined;
  return { failures: drops.value, trials: lost };
}
