import { expect, test } from 'vitest';
import { median, quantile } from '../../../bench/support/rows.ts';

test('a median is the value in the middle, in whatever order the values come', () => {
  expect(median([9])).toBe(9);
  expect(median([9, 1, 5])).toBe(5);
});

test('a median of an even number is the mean of the two in the middle', () => {
  expect(median([113, 92])).toBe(102.5);
  expect(median([1, 40, 4, 2])).toBe(3);
});

test('a median is endless where one of the two in the middle is', () => {
  expect(median([92, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
  expect(median([1, 2, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
});

test('the median of no values is NaN', () => {
  expect(median([])).toBeNaN();
});

test('other quantiles are values that were measured', () => {
  expect(quantile([4, 1, 3, 2], 0.9)).toBe(4);
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2);
});
