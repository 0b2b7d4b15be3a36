import { expect, it } from 'vitest';
import { scatter, spanOf } from '../../../src/status/picture/scatter.ts';
import { linesOf } from '../../support/agent/html-lines.ts';
import { NOW, past, pastStalls } from '../../support/agent/page-views.ts';

const MINUTE_MS = 60_000;
const stalled = { durationMs: 5_003, agoMs: 3 * MINUTE_MS } as const;

it('the scatter says in words what it shows', () => {
  const lines = linesOf(scatter(past([{}, {}, stalled]), NOW));
  expect(lines).toContain('Durations of the lookups of the last 15 minutes');
  expect(lines).toContain(
    '1 of 3 lookups waited 5 s in the last 15 minutes. The median duration is 1.20 ms. The last that stalled: 11:57:00.000 5.003 s (glibc).',
  );
});

it('the scatter puts a stalled lookup at its time, with a description of its own', () => {
  const { text } = scatter(past([stalled]), NOW);
  expect(text).toMatch(
    /<circle class="stalled" cx="80%" cy="[\d.]+" r="4.5"><title>11:57:00.000: glibc waited 5.003 s</,
  );
});

it('labels both timeouts of resolvers, and powers of ten', () => {
  expect(linesOf(scatter(past([{}]), NOW)).slice(0, 7)).toEqual([
    '1 ms',
    '10 ms',
    '100 ms',
    '1 s',
    '10 s',
    '2.5 s',
    '5 s',
  ]);
});

it.each([
  [30_000, 2],
  [180_000, 5],
  [900_000, 15],
])('covers more time the longer it was measured: %i ms', (coveredMs, minutes) => {
  expect(spanOf({ coveredMs, lookups: [] })).toBe(minutes * MINUTE_MS);
});

it('the scatter marks the time before fivesec started', () => {
  const { text } = scatter(past([{ agoMs: 1_000 }], 30_000), NOW);
  expect(text).toMatch(/class="uncovered" x="0" y="0" width="75%"/);
  expect(text).toContain('before fivesec started');
});

it('the scatter draws two thousand lookups in 40 kB', () => {
  expect(scatter(pastStalls(1_000, 2_000), NOW).text.length).toBeLessThan(40_000);
});
