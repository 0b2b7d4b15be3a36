/** What was lost, as facts, where no cause is named: which ways to ask lose, which pattern is closest, and which counters rise with it. */

import { rcodeFacts } from '../compare/answers/response-codes.ts';
import { rose } from '../compare/counts/counter-facts.ts';
import {
  backlogDrops,
  type CounterOf,
  chainsTooLong,
  clashDrops,
  ownBufferDrops,
  tableDrops,
} from '../compare/counts/counters.ts';
import { over, rcodeErrors } from '../compare/counts/proportions.ts';
import { stretchFacts } from '../compare/counts/stretches.ts';
import { outOf } from '../compare/counts/wording.ts';
import { patternInWords, wordsOf } from '../compare/view/pattern-words.ts';
import type { View } from '../compare/view/view.ts';

const COUNTERS: readonly (readonly [words: string, counter: CounterOf])[] = [
  ['drop with insert_failed', clashDrops],
  ['drop without insert_failed', tableDrops],
  ['chaintoolong', chainsTooLong],
  ["drops of the CPUs' backlog", backlogDrops],
  ["drops in fivesec's receive buffer", ownBufferDrops],
];

/** How many answers had an error code, and which. A pair with two error codes has not failed: it was answered. */
export function unnamedErrors({ evidence: { arms } }: View): readonly string[] {
  const erring = over(arms, rcodeErrors);
  if (erring.failures === 0) return [];
  return [
    `queries answered with an error code: ${outOf(erring)}`,
    ...rcodeFacts(arms.flatMap(({ a, aaaa }) => [a, aaaa])),
  ];
}

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
  return [
    patternInWords(asks),
    `closest known pattern: ${words.join(', and ')}`,
    ...stretchFacts(view.evidence),
    ...rises,
  ];
}
