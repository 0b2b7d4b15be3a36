import { expect, test } from 'vitest';
import { failedInARow } from '../../src/evidence/since-change.ts';
import { aborted, answered, pairOf, timedOut } from '../support/wire/outcomes.ts';

const well = (startedAt: number) => pairOf(answered('A'), answered('AAAA'), { startedAt });
const failing = (startedAt: number) => pairOf(timedOut('A'), timedOut('AAAA'), { startedAt });

test('the pairs since the change that failed in a row are those after the last answer, in the order of their start', () => {
  expect(failedInARow([failing(40), well(10), failing(30), failing(20)], 5)).toBe(3);
  expect(failedInARow([failing(10), well(20), failing(30)], 5)).toBe(1);
  expect(failedInARow([failing(10), well(20)], 5)).toBe(0);
});

test('what came before the change does not count, nor what fivesec gave up', () => {
  expect(failedInARow([failing(1), failing(2), failing(10)], 5)).toBe(1);
  expect(failedInARow([failing(10), pairOf(aborted(), aborted('AAAA'), { startedAt: 20 })], 5)).toBe(1);
  expect(failedInARow([], 5)).toBe(0);
});
