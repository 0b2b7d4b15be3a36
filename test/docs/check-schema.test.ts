import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { CAUSE_IDS } from '../../src/domain/cause.ts';
import { STRATEGY_IDS } from '../../src/domain/strategy.ts';

const schema = JSON.parse(readFileSync(new URL('../../docs/check.schema.json', import.meta.url), 'utf8'));

it('knows every cause and every strategy', () => {
  expect(schema.properties.verdicts.items.properties.cause.enum).toEqual(CAUSE_IDS);
  expect(schema.definitions.strategy.enum).toEqual(STRATEGY_IDS);
});

it('refuses an object that is none of ours', () => {
  const validate = new Ajv({ strictTypes: false }).compile(schema);
  expect(validate({ verdicts: [], strategies: [], node: {}, lookups: [] })).toBe(false);
});
