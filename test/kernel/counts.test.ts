import { describe, expect, it } from 'vitest';
import { countsRise, cpusRise, sumCounts } from '../../src/kernel/counts.ts';
import { rise64 } from '../../src/kernel/rise.ts';

interface Counted {
  readonly a: number;
  readonly b?: number;
}

describe('records of counters', () => {
  it('rise by key, and leave out a key that one side lacks', () => {
    expect(countsRise<Counted>({ a: 1, b: 2 }, { a: 4, b: 2 }, 1000, rise64)).toEqual({ a: 3, b: 0 });
    expect(countsRise<Counted>({ a: 1 }, { a: 4, b: 2 }, 1000, rise64)).toEqual({ a: 3 });
    expect(countsRise<Counted>({ a: 1, b: 2 }, { a: 4 }, 1000, rise64)).toEqual({ a: 3 });
  });

  it('have no rise after a reset', () => {
    expect(countsRise<Counted>({ a: 4, b: 2 }, { a: 4, b: 1 }, 1000, rise64)).toBeUndefined();
  });

  it('add up by key', () => {
    expect(
      sumCounts<Counted>([
        { a: 1, b: 2 },
        { a: 4, b: 3 },
      ]),
    ).toEqual({ a: 5, b: 5 });
    expect(sumCounts<Counted>([{ a: 1, b: 2 }, { a: 4 }])).toEqual({ a: 5 });
    expect(sumCounts<Counted>([{ a: 1 }, { a: 4, b: 2 }])).toEqual({ a: 5 });
  });

  it('of several CPUs rise together, or not at all', () => {
    const cpus = (...values: number[]) => values.map((a, cpu) => ({ cpu, counts: { a } }));
    expect(cpusRise(cpus(1, 2), cpus(3, 5), 1000, rise64)).toEqual({ a: 5 });
    expect(cpusRise(cpus(1, 2), cpus(3), 1000, rise64)).toBeUndefined();
    expect(cpusRise(cpus(1, 2), cpus(3, 1), 1000, rise64)).toBeUndefined();
    expect(cpusRise(cpus(), cpus(), 1000, rise64)).toBeUndefined();
  });
});
