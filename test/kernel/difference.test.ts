import { describe, expect, it } from 'vitest';
import { absent, read } from '../../src/domain/reading.ts';
import { counterRises, cpuRises, difference, latest } from '../../src/kernel/difference.ts';
import { rise64 } from '../../src/kernel/rise.ts';

const gone = absent('no-file', 'x');

describe('the difference of two readings', () => {
  const larger = difference<number, number>(Math.max);
  it('is absent for the reason that one side has', () => {
    expect(larger(gone, read(1), 1)).toBe(gone);
    expect(larger(read(1), gone, 1)).toBe(gone);
  });

  it('is absent when the source changed, or a counter was reset', () => {
    expect(larger(read(1), read(2, 'conntrack-tool'), 1)).toMatchObject({ reason: 'unparsable' });
    expect(counterRises<{ a: number }>(rise64)(read({ a: 2 }), read({ a: 1 }), 1)).toMatchObject({
      detail: expect.stringContaining('reset'),
    });
  });

  it('keeps the source', () => {
    expect(larger(read(1, 'conntrack-tool'), read(2, 'conntrack-tool'), 1)).toEqual(
      read(2, 'conntrack-tool'),
    );
  });

  it('is the rise of counters, summed over CPUs where each has its own', () => {
    expect(counterRises<{ a: number }>(rise64)(read({ a: 1 }), read({ a: 3 }), 1)).toEqual(read({ a: 2 }));
    const cpus = (a: number) => read([0, 1].map((cpu) => ({ cpu, counts: { a } })));
    expect(cpuRises<{ a: number }>(rise64)(cpus(1), cpus(3), 1)).toEqual(read({ a: 4 }));
  });

  it('of what does not count is the later one', () => expect(latest(gone, read('6.1'))).toEqual(read('6.1')));
});
