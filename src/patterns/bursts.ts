/** Losses of a path that come in bursts: queries that leave together are lost together, and one that leaves seconds later meets another time. */

import type { Ask } from './ask.ts';
import { correlated, type Fate } from './fate.ts';
import { anyOf, fate, type Prediction } from './prediction.ts';

/**
 * A path over UDP that loses each query with the probability `p`; `together` is the share of the losses that take both queries of a pair. The second
 * query of `sequential` leaves at once if the first was answered, and seconds later if it was lost: either the same burst lasts so long, or it is over.
 */
export function lostOnPath({ spacing }: Ask, p: number, together: number): Prediction {
  const atOnce = correlated(p, together);
  if (spacing !== 'after-answer' || together === 0) return fate(atOnce);
  return anyOf(atOnce, afterTheBurst(p, together));
}

/** An answer shows that there is no burst, so the query after it is rarely lost. The query seconds after a loss is lost as often as any. */
function afterTheBurst(p: number, together: number): Fate {
  const onlyAaaa = (1 - p) * p * (1 - together);
  const both = p * p;
  return { neither: 1 - p - onlyAaaa, onlyA: p - both, onlyAaaa, both };
}
