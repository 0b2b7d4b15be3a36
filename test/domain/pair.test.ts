import { describe, expect, it } from 'vitest';
import { arrived } from '../../src/domain/outcome.ts';
import { PAIR_RESULTS, pairResult } from '../../src/domain/pair.ts';
import {
  aborted,
  answered,
  late,
  malformed,
  networkError,
  rcodeError,
  sendError,
  timedOut,
} from '../support/wire/outcomes.ts';

/** The server sent something else than an answer, and the query waited until it was given up. */
const unmatched = { ...malformed('A'), reason: 'unmatched' } as const;

describe('pairResult', () => {
  it.each([
    ['both', answered('A'), answered('AAAA')],
    ['both', late('A'), answered('AAAA')],
    ['only-a', answered('A'), timedOut('AAAA')],
    ['only-aaaa', timedOut('A'), late('AAAA')],
    ['none', timedOut('A'), timedOut('AAAA')],
    ['only-aaaa', unmatched, answered('AAAA')],
    ['error', malformed('A'), answered('AAAA')],
    ['error', rcodeError('A'), answered('AAAA')],
    ['error', answered('A'), networkError('AAAA')],
    ['error', timedOut('A'), sendError('AAAA')],
    ['error', aborted('A'), answered('AAAA')],
  ] as const)('is %s', (result, a, aaaa) => {
    expect(pairResult({ a, aaaa })).toBe(result);
    expect(PAIR_RESULTS).toContain(result);
  });
});

describe('arrived', () => {
  it('is true for whatever was answered, however late and whatever it said', () => {
    expect([answered('A'), late('A'), rcodeError('A')].map(arrived)).toEqual([true, true, true]);
    expect([timedOut('A'), networkError('A'), sendError('A'), aborted('A')].map(arrived)).toEqual(
      Array(4).fill(false),
    );
  });
});
