/** The counter of the node that counts what a fault drops. When the fault ends, it stands still. */

import { CAUSE_DEFINITIONS } from '../causes/all-causes.ts';
import { type CounterOf, counterExcess } from '../compare/counts/counters.ts';
import type { Cause } from '../domain/cause.ts';
import type { Evidence } from '../domain/evidence.ts';

/**
 * `undefined` if the cause has none, or if it did not rise with our losses, can't be read, or rose too little to explain half of them: then it counts
 * something else.
 */
export function counterBehind(cause: Cause, evidence: () => Evidence): CounterOf | undefined {
  const counter = CAUSE_DEFINITIONS[cause].counter;
  if (counter === undefined) return undefined;
  const excess = counterExcess(evidence(), counter);
  const isOurs =
    excess.kind === 'elevated' ? excess.explains : excess.kind === 'expected' && !excess.excluded;
  return isOurs ? counter : undefined;
}
