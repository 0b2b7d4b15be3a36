import { expect, it } from 'vitest';
import { isDue } from '../../../src/window/history/looks.ts';

it('a look is due half a second early, because steps come some milliseconds early or late', () => {
  expect([4_499, 4_500, 4_990, 5_000, 5_010].map((passedMs) => isDue(passedMs, 5_000))).toEqual([
    false,
    true,
    true,
    true,
    true,
  ]);
});
