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

/** Makes garbage until the young generation has less room than the collector wants. Prints how much it holds then, and after the collector has run. */
const COLLECTING = `
  import { getHeapSpaceStatistics } from 'node:v8';
  const { keepHeapSmall, youngCollector } = await import(process.argv[1]);
  keepHeapSmall();
  const collect = youngCollector();
  const held = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_used_size;
  let before;
  // What was loaded before lives through two collections.
  for (let round = 0; round < 4; round += 1) {
    do {
      for (let index = 0; index < 1_000; index += 1) ({ index });
      before = held();
    } while (before < 700_000);
    collect();
  }
  console.log(JSON.stringify([before, held()]));
`;

/** Fills less than a quarter of the young generation, after the collector has emptied it. Prints how much of that the collector has collected. */
const LITTLE = `
  import { getHeapSpaceStatistics } from 'node:v8';
  const { keepHeapSmall, youngCollector } = await import(process.argv[1]);
  keepHeapSmall();
  const collect = youngCollector();
  const held = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_used_size;
  let before;
  // What was loaded before lives through two collections.
  for (let collections = 0; collections < 4; ) {
    for (let index = 0; index < 1_000; index += 1) ({ index });
    before = held();
    collect();
    if (held() < before) collections += 1;
  }
  for (let index = 0; index < 1_000; index += 1) ({ index });
  before = held();
  collect();
  console.log(before - held());
`;

/** In a process of its own: in the test's own process the young generation may have grown before. */
function printed(program: string, ...args: readonly string[]): unknown {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program, ...args], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

test('the young generation does not grow once the heap is to be small', () => {
  expect(printed(PROGRAM)).toBeGreaterThan(4 * MEGABYTE);
  expect(printed(PROGRAM, SMALL_HEAP)).toBeLessThanOrEqual(2 * MEGABYTE);
});

test('the collector empties the young generation at once', () => {
  const [before, after] = printed(COLLECTING, SMALL_HEAP) as [number, number];
  expect(before).toBeGreaterThan(after + 200_000);
  expect(after).toBeLessThan(100_000);
});

test('the collector leaves a young generation alone that has much room', () => {
  // To ask for the figure makes a little garbage itself.
  expect(printed(LITTLE, SMALL_HEAP)).toBeLessThanOrEqual(0);
});
