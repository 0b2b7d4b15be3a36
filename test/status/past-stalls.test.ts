import { expect, it } from 'vitest';
import { spanInWords, stallsInWords } from '../../src/status/past-stalls.ts';
import { past, pastStalls } from '../support/agent/page-views.ts';

it.each([
  [past([]), 'no lookup has ended in the last 15 minutes'],
  [past([{}]), 'none of 1 lookup stalled in the last 15 minutes'],
  [pastStalls(4, 120), '4 of 120 lookups waited 5 s in the last 15 minutes'],
  [
    past([{}, { durationMs: 2_510 }, { durationMs: 5_003 }]),
    '2 of 3 lookups waited 2.5 to 5 s in the last 15 minutes',
  ],
  [past([{}, { result: 'server-failure' }], 30_000), '1 of 2 lookups failed in the last 30 seconds'],
  [
    past([{ durationMs: 5_003 }, { durationMs: 20_000, result: 'timeout' }]),
    '2 of 2 lookups waited 5 to 20 s in the last 15 minutes, and 1 failed',
  ],
  [past([{ result: 'not-found' }]), 'none of 1 lookup stalled in the last 15 minutes'],
])('lookups are counted in words: %#', (made, words) => expect(stallsInWords(made)).toBe(words));

it('the sentence about stalls does not count what fivesec itself held up', () => {
  const held = past([
    { durationMs: 5_003, starved: true },
    { result: 'timeout', starved: true },
  ]);
  expect(stallsInWords(held)).toBe('none of 2 lookups stalled in the last 15 minutes');
});

it.each([
  [400, 'second'],
  [90_000, '90 seconds'],
  [180_000, '3 minutes'],
])('%i ms are "the last %s"', (ms, words) => expect(spanInWords(ms)).toBe(words));
