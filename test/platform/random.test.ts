import { describe, expect, it } from 'vitest';
import { seededRandom, shuffled } from '../../src/platform/random.ts';

const numbers = (seed: string, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random.next());
};

describe('seededRandom', () => {
  it('repeats itself for one seed, and differs for seeds that look alike', () => {
    expect(numbers('node-1', 20)).toEqual(numbers('node-1', 20));
    const firsts = Array.from({ length: 200 }, (_, node) => numbers(`node-${node}`, 1)[0]);
    expect(new Set(firsts).size).toBe(200);
  });

  it('is uniform in [0, 1), over time and over nodes', () => {
    const nodes = Array.from(
      { length: 10_000 },
      (_, node) => numbers(`ip-10-0-${node >> 8}-${node & 255}`, 1)[0] ?? -1,
    );
    for (const drawn of [numbers('', 10_000), nodes]) {
      expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true);
      for (let tenth = 0; tenth < 10; tenth += 1) {
        const share = drawn.filter((number) => Math.floor(number * 10) === tenth).length;
        expect(share).toBeGreaterThan(850);
        expect(share).toBeLessThan(1150);
      }
    }
  });
});

describe('shuffled', () => {
  it('has each order equally often, and leaves the given array alone', () => {
    const given = Object.freeze(['a', 'b', 'c']);
    const random = seededRandom('node-1');
    const orders = new Map<string, number>();
    for (let n = 0; n < 6000; n += 1) {
      const order = shuffled(given, random).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect([...orders.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('of no items is empty', () => {
    expect(shuffled([], seededRandom(''))).toEqual([]);
  });
});
