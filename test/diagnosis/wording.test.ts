import { describe, expect, it } from 'vitest';
import { atMost, duration, list, outOf, percent } from '../../src/diagnosis/wording.ts';

describe('numbers in sentences', () => {
  it('keep two digits of a share', () => {
    expect([0, 0.001234, 0.05, 0.333, 1].map(percent)).toEqual(['0 %', '0.12 %', '5 %', '33 %', '100 %']);
  });

  it('name both sides of a share, and the upper end of what was not seen', () => {
    expect(outOf({ hits: 3, of: 40 })).toBe('3 of 40 (7.5 %)');
    expect(atMost({ hits: 0, of: 120 })).toBe('0 of 120 (0 %, at most 3.1 %)');
    expect(outOf({ hits: 0, of: 0 })).toBe('none measured');
    expect(atMost({ hits: 0, of: 0 })).toBe('none measured');
  });

  it('are milliseconds until seconds are easier to read', () => {
    expect([0.456, 3, 412.7, 60_000].map(duration)).toEqual(['0.46 ms', '3 ms', '413 ms', '60 s']);
  });

  it('come in lists', () => expect(list(['a', 'b'])).toBe('a, b'));
});
