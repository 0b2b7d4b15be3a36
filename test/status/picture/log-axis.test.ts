import { expect, it } from 'vitest';
import { logAxis } from '../../../src/status/picture/log-axis.ts';

it('the axis gives a factor of ten the same distance everywhere', () => {
  const { y, decades } = logAxis([1, 10_000], 400);
  expect(decades).toEqual([1, 10, 100, 1_000, 10_000]);
  expect(decades.map(y)).toEqual([400, 300, 200, 100, 0]);
});

it('grows for what is quicker or slower, and never lacks the timeouts of resolvers', () => {
  expect(logAxis([], 400).decades).toEqual([1, 10, 100, 1_000, 10_000]);
  expect(logAxis([0.2, 30_000], 400).decades).toEqual([0.1, 1, 10, 100, 1_000, 10_000, 100_000]);
});

it('the axis puts what makes no sense at an end', () => {
  const { y } = logAxis([Number.NaN, -1, 0, Number.POSITIVE_INFINITY], 400);
  expect([y(0), y(-5), y(1e9)]).toEqual([400, 400, 0]);
});
