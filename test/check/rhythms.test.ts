import { expect, it } from 'vitest';
import { rhythms } from '../../src/check/rhythms.ts';

it('asks for pairs at the bound, and lets the budget make room for lookups', () => {
  expect(rhythms(200, 2)).toMatchObject({ pairs: { interval: 10 }, lookups: { interval: 2000 } });
});

it('gives lookups a fifth of a low bound at most', () => {
  const { lookups } = rhythms(2, 4);
  expect((4 * 2 * 1000) / lookups.interval).toBeLessThanOrEqual(0.4);
});
