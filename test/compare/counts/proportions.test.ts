import { describe, expect, it } from 'vitest';
import {
  allFailed,
  failedPairs,
  failures,
  noData,
  over,
  ratio,
  rcodeErrors,
  slowness,
  trialsOf,
  wrongSource,
} from '../../../src/compare/counts/proportions.ts';
import { arm, dead, queries } from '../../diagnosis/evidences.ts';

const mixed = queries(20, { timedOut: 3, networkErrors: 2, rcodeErrors: 4, late: 1, slow: 2 });

describe('a share', () => {
  it('is of the queries whose end is known', () => {
    expect(trialsOf(mixed)).toBe(20);
    expect(failures(mixed)).toEqual({ failures: 5, trials: 20 });
    expect(noData(mixed)).toEqual({ failures: 9, trials: 20 });
    expect(rcodeErrors(mixed)).toEqual({ failures: 4, trials: 20 });
    expect(slowness(mixed)).toEqual({ failures: 2, trials: 15 });
  });

  it('adds up over arms, for one query type if asked', () => {
    const arms = [arm('pair', 10, { aaaa: queries(10, { timedOut: 4 }) }), arm('race', 10)];
    expect(over(arms, failures)).toEqual({ failures: 4, trials: 40 });
    expect(over(arms, failures, ['A'])).toEqual({ failures: 0, trials: 20 });
  });

  it('of pairs counts a pair once', () => {
    expect(failedPairs([dead('pair', 10, 3), arm('race', 10)])).toEqual({ failures: 3, trials: 20 });
  });

  it('is all only of more than a handful', () => {
    expect(allFailed({ failures: 5, trials: 5 })).toBe(false);
    expect(allFailed({ failures: 99, trials: 100 })).toBe(true);
    expect(allFailed({ failures: 90, trials: 100 })).toBe(false);
    expect(ratio({ failures: 0, trials: 0 })).toBe(0);
  });
});

it('answers from a wrong source are counted over both types', () => {
  const wrong = queries(9, { timedOut: 2, wrongSource: 2 });
  expect(wrongSource([arm('race', 9, { a: wrong, aaaa: wrong })])).toBe(4);
});
