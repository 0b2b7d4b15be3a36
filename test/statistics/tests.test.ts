import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  binomialAtMost,
  fisherGreater,
  poissonGreater,
  quantile,
  wilson,
} from '../../src/statistics/tests.ts';

describe("Wilson's interval", () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i out of %i is the published one', (failures, trials, low, high) => {
    const interval = wilson({ failures, trials });
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('is from 0 to 1 without a trial', () =>
    expect(wilson({ failures: 0, trials: 0 })).toMatchObject({ low: 0, high: 1 }));

  it('contains the share itself', () => {
    const share = fc.nat(5000).chain((of) => fc.record({ failures: fc.nat(of), trials: fc.constant(of) }));
    fc.assert(
      fc.property(share, (drawn) => {
        const { ratio, low, high } = wilson(drawn);
        return low <= ratio && ratio <= high && low >= 0 && high <= 1;
      }),
    );
  });
});

describe("Fisher's exact test", () => {
  it('gives the p-value of the lady tasting tea', () => {
    // Fisher, The Design of Experiments (1935): 3 of 4 cups right.
    expect(fisherGreater({ failures: 3, trials: 4 }, { failures: 1, trials: 4 })).toBeCloseTo(17 / 70, 10);
  });

  it('gives the p-value of the twins of criminals', () => {
    // Fisher, J. R. Stat. Soc. 98 (1935): convicted 10 of 13 monozygotic, 2 of 17 dizygotic; p = 619/1330665.
    expect(fisherGreater({ failures: 10, trials: 13 }, { failures: 2, trials: 17 })).toBeCloseTo(
      619 / 1_330_665,
      10,
    );
  });

  it('finds nothing where nothing was compared', () => {
    expect(fisherGreater({ failures: 5, trials: 5 }, { failures: 0, trials: 0 })).toBe(1);
    expect(fisherGreater({ failures: 0, trials: 9 }, { failures: 0, trials: 90 })).toBe(1);
  });
});

describe('the test of a rise against its background', () => {
  it('is the binomial tail, given the sum', () => {
    // P(X >= 8 | n = 10, p = 1/2) = 56/1024.
    expect(poissonGreater({ count: 8, ms: 1000 }, { count: 2, ms: 1000 })).toBeCloseTo(56 / 1024, 12);
  });

  it('finds nothing in a steady rise', () => {
    expect(poissonGreater({ count: 100, ms: 10_000 }, { count: 300, ms: 30_000 })).toBeGreaterThan(0.4);
    expect(poissonGreater({ count: 0, ms: 10_000 }, { count: 0, ms: 30_000 })).toBe(1);
  });

  it('finds a rise that stands out, also among millions', () => {
    expect(poissonGreater({ count: 200, ms: 10_000 }, { count: 300, ms: 30_000 })).toBeLessThan(1e-6);
    const p = poissonGreater({ count: 1_010_000, ms: 10_000 }, { count: 3_000_000, ms: 30_000 });
    expect(p).toBeGreaterThan(0);
    expect(p).toBeLessThan(1e-6);
  });
});

describe('the binomial distribution', () => {
  it('has its textbook values', () => {
    expect(binomialAtMost({ failures: 0, trials: 10 }, 0.3)).toBeCloseTo(0.7 ** 10, 12);
    expect(binomialAtMost({ failures: 2, trials: 5 }, 0.5)).toBeCloseTo(0.5, 12);
    expect(binomialAtMost({ failures: 5, trials: 5 }, 0.5)).toBe(1);
  });
});

describe('a quantile', () => {
  it('is a value of the list', () => {
    expect(quantile([1, 2, 3, 4, 5], 0.5)).toBe(3);
    expect(quantile([1, 2, 3, 4, 5], 1)).toBe(5);
    expect(quantile([], 0.5)).toBeUndefined();
  });
});
