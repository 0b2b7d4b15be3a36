/** The parts of the README that derive from the causes and the strategies: their numbers. */

import { CAUSE_IDS } from '../../src/domain/cause.ts';
import { STRATEGY_IDS } from '../../src/domain/strategy.ts';

/** `readme` with the numbers of now. Throws an error if it does not state one of them. */
export function readmeOf(readme: string): string {
  const causes = replaced(readme, /\[\d+ causes\]/, `[${CAUSE_IDS.length} causes]`);
  return replaced(causes, /in \d+ ways \(strategies\)/, `in ${STRATEGY_IDS.length} ways (strategies)`);
}

function replaced(text: string, number: RegExp, by: string): string {
  if (!number.test(text)) throw new Error(`the README lacks ${number.source}`);
  return text.replace(number, by);
}
