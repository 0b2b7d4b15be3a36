import fc from 'fast-check';
import { expect, it } from 'vitest';
import { confidenceOf, POSSIBLE } from '../../src/statistics/confidence.ts';

it('the confidence is nothing where chance explains the difference, and little where it might', () => {
  expect(confidenceOf(0.2)).toBe(0);
  expect(confidenceOf(0.03)).toBe(POSSIBLE);
  expect(confidenceOf(0.001)).toBeGreaterThan(POSSIBLE);
});

it('the confidence never grows with the probability of chance', () => {
  const p = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(fc.property(p, p, (one, other) => one > other || confidenceOf(one) >= confidenceOf(other)));
});
