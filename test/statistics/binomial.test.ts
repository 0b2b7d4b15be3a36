import { describe, expect, it } from 'vitest';
import { binomialUpperTail, logChoose, logGamma } from '../../src/statistics/binomial.ts';

describe('the gamma function', () => {
  it('is the factorial of whole numbers', () => {
    expect(Math.exp(logGamma(6))).toBeCloseTo(120, 9);
    expect(logGamma(1)).toBeCloseTo(0, 12);
  });

  it('is the square root of pi at one half', () =>
    expect(Math.exp(logGamma(0.5))).toBeCloseTo(Math.sqrt(Math.PI), 12));
});

describe('the binomial coefficient', () => {
  it('counts choices, and knows where there are none', () => {
    expect(Math.exp(logChoose(49, 6))).toBeCloseTo(13_983_816, 3);
    expect(logChoose(5, 0)).toBe(0);
    expect(logChoose(5, 6)).toBe(Number.NEGATIVE_INFINITY);
    expect(logChoose(5, -1)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("the binomial distribution's upper tail", () => {
  it('agrees with the sum of its terms', () => {
    for (const [k, n, p] of [
      [3, 10, 0.2],
      [50, 100, 0.5],
      [9, 10, 0.99],
      [1, 1000, 0.001],
    ] as const) {
      let sum = 0;
      for (let hits = k; hits <= n; hits += 1)
        sum += Math.exp(logChoose(n, hits) + hits * Math.log(p) + (n - hits) * Math.log1p(-p));
      expect(binomialUpperTail(k, n, p)).toBeCloseTo(sum, 10);
    }
  });

  it('has its limits', () => {
    expect(binomialUpperTail(0, 5, 0.1)).toBe(1);
    expect(binomialUpperTail(6, 5, 0.1)).toBe(0);
    expect(binomialUpperTail(1, 5, 0)).toBe(0);
    expect(binomialUpperTail(5, 5, 1)).toBe(1);
  });
});
