import { expect, it } from 'vitest';
import { rankOf } from '../../src/diagnosis/rank.ts';

it.each([
  [0.95, 'claim'],
  [0.55, 'claim'],
  [0.5, 'possible'],
  [0.3, 'unlikely'],
] as const)('a fault with a confidence of %d is ranked %s', (confidence, rank) => {
  expect(rankOf({ cause: 'endpoint-down', confidence })).toBe(rank);
});

it('a harmless cause below 0.5 is no doubt: something else is the reason', () => {
  expect(rankOf({ cause: 'clash-repaired', confidence: 0.3 })).toBe('aside');
  expect(rankOf({ cause: 'clash-repaired', confidence: 0.9 })).toBe('claim');
});
