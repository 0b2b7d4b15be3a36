import { expect, it } from 'vitest';
import { feltIn } from './felt.ts';

const lookup = { startedAt: 0, message: '', addresses: [] };

it('counts the lookups that waited and those that failed, and finds the longest one', () => {
  const lookups = [
    { ...lookup, durationMs: 3.2, error: 0 },
    { ...lookup, durationMs: 5004.6, error: 0 },
    { ...lookup, durationMs: 10_010, error: -3 },
    { ...lookup, durationMs: 1, error: -2 },
  ];
  expect(feltIn(lookups)).toEqual({ lookups: 4, slow: 2, failed: 2, longestMs: 10_010 });
});

it('sums up no lookups as nothing', () => {
  expect(feltIn([])).toEqual({ lookups: 0, slow: 0, failed: 0, longestMs: 0 });
});
