import { expect, it } from 'vitest';
import { LookupBands } from '../../src/trace/lookup-bands.ts';

it('the histogram puts each C library into its band, with a bar for every band that is not empty', () => {
  const bands = new LookupBands();
  for (let count = 0; count < 100; count += 1) bands.add(2);
  for (const ms of [2_503, 2_512, 5_004, 10_010]) bands.add(ms);
  expect(bands.lines()).toEqual([
    `  below 0.1 s               100  ${'#'.repeat(40)}`,
    '  0.1 to 1 s                  0',
    '  1 to 2.4 s                  0',
    '  2.5 s, a timeout of musl    2  #',
    '  2.9 to 4.9 s                0',
    '  5 s, a timeout of glibc     1  #',
    '  5.5 s or longer             1  #',
  ]);
});

it('the histogram has a line for every band without any lookup, too', () => {
  expect(new LookupBands().lines().filter((line) => line.endsWith('  0'))).toHaveLength(7);
});
