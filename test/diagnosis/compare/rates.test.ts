import { describe, expect, it } from 'vitest';
import {
  allFailed,
  asked,
  failedPairs,
  failures,
  misdirected,
  over,
  ratio,
  refusals,
  slowness,
  useless,
} from '../../../src/diagnosis/compare/rates.ts';
import { arm, dead, queries } from '../evidences.ts';

const mixed = queries(20, { timedOut: 3, unreachable: 2, refused: 4, late: 1, slow: 2 });

describe('a share', () => {
  it('is of the queries whose end is known', () => {
    expect(asked(mixed)).toBe(20);
    expect(failures(mixed)).toEqual({ hits: 5, of: 20 });
    expect(useless(mixed)).toEqual({ hits: 9, of: 20 });
    expect(refusals(mixed)).toEqual({ hits: 4, of: 20 });
    expect(slowness(mixed)).toEqual({ hits: 2, of: 15 });
  });

  it('adds up over arms, for one query type if asked', () => {
    const arms = [arm('pair', 10, { aaaa: queries(10, { timedOut: 4 }) }), arm('race', 10)];
    expect(over(arms, failures)).toEqual({ hits: 4, of: 40 });
    expect(over(arms, failures, ['A'])).toEqual({ hits: 0, of: 20 });
  });

  it('of pairs counts a pair once', () => {
    expect(failedPairs([dead('pair', 10, 3), arm('race', 10)])).toEqual({ hits: 3, of: 20 });
  });

  it('is all only of more than a handful', () => {
    expect(allFailed({ hits: 5, of: 5 })).toBe(false);
    expect(allFailed({ hits: 99, of: 100 })).toBe(true);
    expect(allFailed({ hits: 90, of: 100 })).toBe(false);
    expect(ratio({ hits: 0, of: 0 })).toBe(0);
  });
});

it('misdirected answers are counted over both types', () => {
  const wrong = queries(9, { timedOut: 2, misdirected: 2 });
  expect(misdirected([arm('race', 9, { a: wrong, aaaa: wrong })])).toBe(4);
});
