/** docs/check.schema.json: the lists of causes and of strategies that `--json` can name. */

import { CAUSE_IDS } from '../../src/domain/cause.ts';
import { STRATEGY_IDS } from '../../src/domain/strategy.ts';
import { withEnum } from '../text-parts.ts';

const CAUSES = /(?<="cause": \{[^{}]*?"enum": )\[[^\]]*\]/;
const STRATEGIES = /(?<="strategy": \{[^{}]*?"enum": )\[[^\]]*\]/;

/** `schema` with the causes and the strategies of their tables, in their order. Throws where one has no list. */
export function checkSchema(schema: string): string {
  const withCauses = withEnum(schema, CAUSES, CAUSE_IDS, 'docs/check.schema.json has no list of causes');
  return withEnum(withCauses, STRATEGIES, STRATEGY_IDS, 'docs/check.schema.json has no list of strategies');
}
