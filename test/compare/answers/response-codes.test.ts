import { describe, expect, it } from 'vitest';
import { pairsWithErrors, rcodeFacts, rcodesOf } from '../../../src/compare/answers/response-codes.ts';
import { arm, queries } from '../../diagnosis/evidences.ts';

const some = queries(40, { rcodeErrors: 12, rcodes: { SERVFAIL: 2, REFUSED: 10 } });
const more = queries(40, { rcodeErrors: 9, rcodes: { SERVFAIL: 9 } });

describe('response codes', () => {
  it('are listed over all tallies, the most frequent first', () => {
    expect(rcodesOf([some])).toEqual(['REFUSED', 'SERVFAIL']);
    expect(rcodesOf([some, more])).toEqual(['SERVFAIL', 'REFUSED']);
    expect(rcodesOf([queries(40)])).toEqual([]);
  });

  it('are a fact with the meaning of the most frequent one', () => {
    expect(rcodeFacts([some, more])[0]).toMatch(
      /^response codes, the most frequent first: SERVFAIL, REFUSED. SERVFAIL: the server tried/,
    );
    expect(rcodeFacts([more])[0]).toMatch(/^response code: SERVFAIL: the server tried/);
    expect(rcodeFacts([queries(40)])).toEqual([]);
  });

  it('of one pair are one moment, and of two pairs two', () => {
    const one = { a: queries(40, { rcodeErrors: 1 }), aaaa: queries(40, { rcodeErrors: 1 }) };
    expect(pairsWithErrors([arm('pair', 40, one), arm('separate', 40)])).toBe(1);
    expect(pairsWithErrors([arm('pair', 40, one), arm('separate', 40, one)])).toBe(2);
  });
});
