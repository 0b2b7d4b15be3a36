import { describe, expect, it } from 'vitest';
import { atMost, formatDuration, joined, outOf, percent } from '../../../src/compare/counts/wording.ts';

describe('numbers in sentences', () => {
  it('show a share with two significant digits', () => {
    expect([0, 0.001234, 0.05, 0.333, 1].map(percent)).toEqual(['0 %', '0.12 %', '5 %', '33 %', '100 %']);
  });

  it('name both sides of a share, and the upper end of what was not seen', () => {
    expect(outOf({ failures: 3, trials: 40 })).toBe('3 of 40 (7.5 %)');
    expect(atMost({ failures: 0, trials: 120 })).toBe('0 of 120 (0 %, at most 3.1 %)');
    expect(outOf({ failures: 0, trials: 0 })).toBe('none measured');
    expect(atMost({ failures: 0, trials: 0 })).toBe('none measured');
  });

  it('are milliseconds until seconds are easier to read', () => {
    expect([0.456, 3, 412.7, 60_000].map(formatDuration)).toEqual(['0.46 ms', '3 ms', '413 ms', '60 s']);
  });

  it('come in lists', () => expect(joined(['a', 'b'])).toBe('a, b'));
});
