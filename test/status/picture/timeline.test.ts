import { expect, it } from 'vitest';
import { timeline } from '../../../src/status/picture/timeline.ts';
import { linesOf } from '../../support/agent/html-lines.ts';
import {
  aborted,
  answered,
  late,
  lookup,
  networkError,
  rcodeError,
  sendError,
  timedOut,
} from '../../support/wire/outcomes.ts';

const STALLED = lookup({
  durationMs: 5001.4,
  retries: 1,
  queries: [
    { candidate: 0, attempt: 0, outcome: answered('A') },
    { candidate: 0, attempt: 0, outcome: timedOut('AAAA') },
    { candidate: 0, attempt: 1, outcome: { ...answered('AAAA'), sentAtMs: 5000.4 } },
  ],
});

it('a timeline says how each query ended and when it was sent, and how long the application waited', () => {
  const name = 'kubernetes.default.svc.cluster.local';
  expect(linesOf(timeline(STALLED)).slice(0, 4)).toEqual([
    `A: answered NOERROR after 1.00 ms ${name}, sent at 0.00 ms from port 40000`,
    `AAAA: timed-out after 5.000 s ${name}, sent at 0.00 ms from port 40000`,
    `AAAA, retry 1: answered NOERROR after 1.00 ms ${name}, sent at 5.000 s from port 40000`,
    'The application waited 5.001 s',
  ]);
});

it('a timeline draws all of them on one axis, whose marks are whole seconds', () => {
  const { text } = timeline(STALLED);
  expect(linesOf(timeline(STALLED)).slice(4)).toEqual(['0 ms', '1 s', '2 s', '3 s', '4 s', '5 s']);
  const lines = [...text.matchAll(/class="span (\w+)".*?class="line" x1="([^"]*)" x2="([^"]*)"/g)];
  expect(lines.map(([, tone, from, to]) => [tone, from, to])).toEqual([
    ['answered', '1%', '1%'],
    ['lost', '1%', '99%'],
    ['answered', '99%', '99%'],
    ['waited', '1%', '99%'],
  ]);
});

it.each([
  [networkError('A'), 'error', /: unreachable ECONNREFUSED after 0\.50 ms /],
  [sendError('A'), 'error', /: send-failed ENETUNREACH /],
  [rcodeError('A'), 'error', /: refused-by-rcode SERVFAIL after 2\.00 ms /],
  [late('A'), 'late', /: late NOERROR after 6\.000 s /],
  [aborted('A'), 'aborted', /: aborted /],
])('shows each way in which a query can end differently: %#', (outcome, tone, words) => {
  const drawn = timeline(lookup({}, [outcome]));
  expect(linesOf(drawn)[0]).toMatch(words);
  expect(drawn.text).toContain(`class="span ${tone}"`);
});

it('a timeline draws a late answer at its time, after the end of the wait', () => {
  const { text } = timeline(lookup({ durationMs: 5_000 }, [late('A', 10_000)]));
  expect(text).toMatch(/class="span late".*class="end" cx="99%"/);
  expect(text).toMatch(/class="span waited".*x2="50%"/);
});

it('a timeline shows twelve queries, and says where the others are', () => {
  const made = timeline(
    lookup(
      {},
      Array.from({ length: 30 }, () => timedOut('A')),
    ),
  );
  expect(linesOf(made).at(-1)).toBe('18 more queries are in /api/recent.');
});
