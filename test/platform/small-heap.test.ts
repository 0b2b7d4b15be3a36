import { getHeapSpaceStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { keepHeapSmall } from '../../src/platform/small-heap.ts';

const MEGABYTE = 2 ** 20;

/** Makes more garbage, with more of it alive at once, than a burst of scrapes would. */
function makeGarbage(): number {
  let alive: { readonly index: number }[] = [];
  for (let index = 0; index < 2_000_000; index += 1) {
    alive.push({ index });
    if (alive.length > 50_000) alive = [];
  }
  return alive.length;
}

const young = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size;

test('the young generation does not grow once the heap is to be small', () => {
  keepHeapSmall();
  const before = young() ?? 0;
  makeGarbage();
  expect(young()).toBeLessThanOrEqual(Math.max(before, 2 * MEGABYTE));
});
