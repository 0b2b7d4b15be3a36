/** The parts of the README that derive from the causes and the strategies: their numbers, and the causes by where the fault is. */

import { CAUSE_IDS } from '../../src/domain/cause.ts';
import { STRATEGY_IDS } from '../../src/domain/strategy.ts';
import { between } from '../generated.ts';
import { code, table } from '../markdown.ts';
import { causePages, PLACES, type Place } from './page.ts';

const MARKS = [
  '<!-- causes: generated from docs/causes/ by `npm run docs` -->',
  '<!-- end of causes -->',
] as const;

/** `readme` with these parts replaced. */
export function readmeOf(readme: string): string {
  const counted = readme
    .replace(/\[\d+ causes\]/, `[${CAUSE_IDS.length} causes]`)
    .replace(/in \d+ ways \(strategies\)/, `in ${STRATEGY_IDS.length} ways (strategies)`)
    .replace(/\d+ ways of asking/, `${STRATEGY_IDS.length} ways of asking`);
  return between(counted, MARKS, causesByPlace());
}

function causesByPlace(): string {
  const pages = causePages();
  const rows = (Object.keys(PLACES) as Place[]).map((place) => [
    PLACES[place],
    pages.flatMap(({ id, alerting }) => (alerting.where === place ? [code(id)] : [])).join(', '),
  ]);
  return table(['where', 'causes'], rows);
}
