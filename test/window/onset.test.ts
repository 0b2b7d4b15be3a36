import { describe, expect, it } from 'vitest';
import { beganWith } from '../../src/window/onset.ts';
import { arm, queries } from '../diagnosis/evidences.ts';

const arms = (pairs: number, timedOut: number) => ({
  arms: [arm('pair', pairs, { aaaa: queries(pairs, { timedOut }) })],
});

describe('trouble', () => {
  it('began with the stretch where it is clearly more frequent than before', () => {
    expect(beganWith(arms(20, 6), arms(150, 6))).toBe(true);
  });

  it('did not where it was there before', () => {
    expect(beganWith(arms(20, 2), arms(150, 15))).toBe(false);
  });

  it('is not said to have begun by one loss among many, nor where there is no time before', () => {
    expect(beganWith(arms(20, 1), arms(150, 1))).toBe(false);
    expect(beganWith(arms(20, 10), arms(20, 10))).toBe(false);
  });

  it('is slowness as well', () => {
    const slow = (pairs: number, count: number) => ({
      arms: [arm('pair', pairs, { a: queries(pairs, { slow: count }) })],
    });
    expect(beganWith(slow(20, 8), slow(150, 8))).toBe(true);
  });
});
