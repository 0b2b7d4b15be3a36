import { expect, it } from 'vitest';
import { LOOKUP_RESULTS, lookupFailed, lookupStalled } from '../../src/domain/lookup.ts';

it('a lookup stalled from 2.4 s on, just below the timeout of musl', () => {
  expect([2_399, 2_400, 5_004].map((durationMs) => lookupStalled({ durationMs }))).toEqual([
    false,
    true,
    true,
  ]);
});

it('a lookup failed unless it got an answer, and "no such name" is one', () => {
  expect(LOOKUP_RESULTS.filter((result) => lookupFailed({ result }))).toEqual([
    'server-failure',
    'timeout',
    'unreachable',
  ]);
  expect(lookupFailed({ result: 'aborted' })).toBe(false);
});
