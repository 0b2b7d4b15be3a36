import fc from 'fast-check';
import { expect, it } from 'vitest';
import { POSSIBLE, sureness } from '../../src/statistics/confidence.ts';

it('is nothing where chance explains the difference, and little where it might', () => {
  expect(sureness(0.2)).toBe(0);
  expect(sureness(0.03)).toBe(POSSIBLE);
  expect(sureness(0.001)).toBeGreaterThan(POSSIBLE);
});

it('never grows with the probability of chance', () => {
  const p = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(fc.property(p, p, (one, other) => one > other || sureness(one) >= sureness(other)));
});
