import { expect, it } from 'vitest';
import { ratesFor } from '../../src/check/rates.ts';

it('a check asks at the bound: pairs with what lookups leave', () => {
  const { lookups, pairs } = ratesFor(200, 2, 20_000);
  expect(lookups.interval).toBe(2000);
  expect((2 * 1000) / pairs.interval + (2 * 2 * 1000) / lookups.interval).toBeCloseTo(200);
});

it('a check gives each lookup a turn in the half of the time that is left when something is lost', () => {
  expect(ratesFor(200, 2, 1000).lookups.interval).toBe(500);
});

it('a check gives lookups a fifth of a low bound at most', () => {
  const { lookups } = ratesFor(2, 4, 20_000);
  expect((4 * 2 * 1000) / lookups.interval).toBeLessThanOrEqual(0.4);
});
