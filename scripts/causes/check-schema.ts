/** docs/check.schema.json: the list of causes that `--json` can name. */

import { CAUSE_IDS } from '../../src/domain/cause.ts';

const ENUM = /("cause": \{[^{}]*?"enum": )\[[^\]]*\]/;

/** `schema` with the causes of the table, in its order. Throws where the property `cause` has no list. */
export function checkSchema(schema: string): string {
  if (!ENUM.test(schema)) throw new Error('docs/check.schema.json has no list of causes');
  const ids = CAUSE_IDS.map((id) => `              "${id}"`).join(',\n');
  return schema.replace(ENUM, (_, before: string) => `${before}[\n${ids}\n            ]`);
}
