import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rise32, rise64, riseLong } from '../../src/kernel/rise.ts';

describe('the rise of a 32-bit counter', () => {
  it('is the difference', () => expect(rise32(5, 12, 1000)).toBe(7));
  it('goes on over the wrap', () => expect(rise32(0xfffffff0, 4, 1000)).toBe(20));
  it('is unknown after a reset', () => expect(rise32(100, 3, 1000)).toBeUndefined());
  it('is unknown when no CPU could have counted so many', () => {
    expect(rise32(0, 20_000_000, 1000)).toBeUndefined();
    expect(rise32(0, 20_000_000, 5000)).toBe(20_000_000);
  });

  it('is never negative', () => {
    const counter = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(counter, counter, fc.nat(), (before, after, ms) => (rise32(before, after, ms) ?? 0) >= 0),
    );
  });
});

describe('the rise of a 64-bit counter', () => {
  it('is the difference, or unknown after a reset', () => {
    expect(rise64(5, 12)).toBe(7);
    expect(rise64(12, 5)).toBeUndefined();
  });
});

describe('the rise of an unsigned long', () => {
  it('goes on over the wrap of a 32-bit machine', () => {
    expect(riseLong(5, 12, 1000)).toBe(7);
    expect(riseLong(0xfffffff0, 4, 1000)).toBe(20);
    expect(riseLong(2 ** 40, 2 ** 41, 1000)).toBe(2 ** 40);
  });

  it('is unknown after a reset', () => {
    expect(riseLong(100, 3, 1000)).toBeUndefined();
    expect(riseLong(2 ** 40, 3, 1000)).toBeUndefined();
  });
});
