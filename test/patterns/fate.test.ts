import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  correlated,
  either,
  type Fate,
  independent,
  mixture,
  oneOfTwo,
  sameFate,
  UNHARMED,
} from '../../src/patterns/fate.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const fates = fc
  .tuple(share, share, share)
  .map(([p, other, weight]) => mixture(weight, independent(p, other), sameFate(p)));
const sum = ({ neither, onlyA, onlyAaaa, both }: Fate) => neither + onlyA + onlyAaaa + both;
const lostA = ({ onlyA, both }: Fate) => onlyA + both;

describe('a fate', () => {
  it('is a distribution, however it is made', () => {
    fc.assert(
      fc.property(fates, fates, share, (one, other, p) => {
        for (const made of [one, either(one, other), oneOfTwo(p, 0.3), correlated(p, 0.5)])
          expect(sum(made)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('of two mechanisms spares a query that neither of them loses', () => {
    fc.assert(
      fc.property(fates, fates, (one, other) => {
        expect(1 - lostA(either(one, other))).toBeCloseTo((1 - lostA(one)) * (1 - lostA(other)), 9);
      }),
    );
    expect(either(sameFate(0.2), UNHARMED)).toEqual({
      ...UNHARMED,
      neither: 0.8,
      both: expect.closeTo(0.2, 9),
    });
  });

  it('keeps the share of lost queries, however often both are lost together', () => {
    for (const together of [0, 0.5, 1]) expect(lostA(correlated(0.3, together))).toBeCloseTo(0.3, 9);
  });

  it('of one of two never takes both', () => {
    expect(oneOfTwo(0.4, 0.25)).toEqual({
      neither: 0.6,
      onlyA: 0.1,
      onlyAaaa: expect.closeTo(0.3, 9),
      both: 0,
    });
  });
});
