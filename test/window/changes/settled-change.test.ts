import { expect, it } from 'vitest';
import { SettledChange } from '../../../src/window/changes/settled-change.ts';

/** The settled change after these have been found, one every five seconds. */
function settled(...found: readonly (number | undefined)[]): number {
  const change = new SettledChange();
  for (const [index, one] of found.entries()) change.note(one, 100_000 + index * 5_000);
  return change.atMs;
}

it('a settled change is a change that was found twice, although it is not found any more', () => {
  expect(settled(80_000, 80_000)).toBe(80_000);
  expect(settled(80_000, 80_000, undefined, undefined)).toBe(80_000);
});

it('moves by a few seconds with new results', () => {
  expect(settled(80_000, 82_000, 78_000)).toBe(82_000);
});

it('a change that was found only once, or somewhere else each time, is not settled', () => {
  expect(settled(80_000)).toBe(Number.NEGATIVE_INFINITY);
  expect(settled(80_000, undefined, 80_000)).toBe(Number.NEGATIVE_INFINITY);
  expect(settled(80_000, 90_000, 100_000)).toBe(Number.NEGATIVE_INFINITY);
});

it('a settled change never goes back', () => {
  expect(settled(80_000, 80_000, 60_000, 60_000)).toBe(80_000);
});
