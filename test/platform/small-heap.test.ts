import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MEGABYTE = 2 ** 20;
const SMALL_HEAP = fileURLToPath(new URL('../../src/platform/small-heap.ts', import.meta.url));

/**
 * Makes more garbage, with more of it alive at once, than a burst of scrapes would. Prints the median size of the young
 * generation, of 40 samples: a collection that runs out of room takes some pages more until the next one (V8 13.6), so a single
 * sample may be above the size that was set.
 */
const PROGRAM = `
  import { getHeapSpaceStatistics } from 'node:v8';
  const [path] = process.argv.slice(1);
  if (path !== undefined) (await import(path)).keepHeapSmall();
  const sizes = [];
  for (let sample = 0; sample < 40; sample += 1) {
    const alive = [];
    for (let index = 0; index < 50_000; index += 1) alive.push({ index });
    sizes.push(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size);
  }
  console.log(sizes.sort((left, right) => left - right)[20]);
`;

/** In a process of its own: in the test's own process the young generation may have grown before. */
function youngGeneration(...args: readonly string[]): number {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', PROGRAM, ...args], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return Number(stdout);
}

test('the young generation does not grow once the heap is to be small', () => {
  expect(youngGeneration()).toBeGreaterThan(4 * MEGABYTE);
  expect(youngGeneration(SMALL_HEAP)).toBeLessThanOrEqual(2 * MEGABYTE);
});
