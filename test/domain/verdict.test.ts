import { expect, it } from 'vitest';
import { confidenceInPercent } from '../../src/domain/verdict.ts';

it('a confidence is shown in whole percent', () => {
  expect([0.95, 0.6, 0.555, 0].map(confidenceInPercent)).toEqual(['95 %', '60 %', '56 %', '0 %']);
});
