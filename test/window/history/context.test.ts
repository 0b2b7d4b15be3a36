import { expect, test } from 'vitest';
import { changeWithin } from '../../../src/window/history/context.ts';

const STARTED_AT = 1_700_000_000_000;

test('a change of the DNS pods within 30 s before the judged time counts as its beginning', () => {
  expect(changeWithin(STARTED_AT - 30_000, STARTED_AT)).toBe(STARTED_AT);
  expect(changeWithin(STARTED_AT - 1, STARTED_AT)).toBe(STARTED_AT);
});

test('an earlier change, and one within the judged time, keep their date', () => {
  expect(changeWithin(STARTED_AT - 30_001, STARTED_AT)).toBe(STARTED_AT - 30_001);
  expect(changeWithin(STARTED_AT + 5_000, STARTED_AT)).toBe(STARTED_AT + 5_000);
});

test('without a change there is no date', () => {
  expect(changeWithin(undefined, STARTED_AT)).toBeUndefined();
});
