/** What was lost, as facts, where no cause is named: which ways to ask lose, which pattern is closest, and which counters rise with it. */

import { rose } from '../compare/counter-facts.ts';
import {
  backlogDrops,
  type CounterOf,
  chainsTooLong,
  clashDrops,
  ownBufferDrops,
  tableDrops,
} from '../compare/counters.ts';
import { patternInWords, wordsOf } from '../compare/pattern-words.ts';
import type { View } from '../compare/view.ts';

const COUNTERS: readonly (readonly [words: string, counter: CounterOf])[] = [
  ['drop with insert_failed', clashDrops],
  ['drop without insert_failed', tableDrops],
  ['chaintoolong', chainsTooLong],
  ["drops of the CPUs' backlog", backlogDrops],
  ["drops in fivesec's receive buffer", ownBufferDrops],
];

/** Fewer lost pairs are no pattern. */
const FEW_PAIRS = 5;

/** Empty if too few pairs were lost. */
export function unnamedLosses(view: View): readonly string[] {
  const { asks, lostPairs, hypotheses } = view.losses();
  const [best] = hypotheses;
  if (lostPairs < FEW_PAIRS || best === undefined) return [];
  const words = best.patterns.map((pattern) => wordsOf(pattern, view.first));
  const rises = COUNTERS.flatMap(([name, counter]) => {
    const found = view.excessOf(counter);
    return found.kind === 'elevated' ? [rose(name, found)] : [];
  });
  return [patternInWords(asks), `closest known pattern: ${words.join(', and ')}`, ...rises];
}
