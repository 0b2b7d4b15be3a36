import { expect, it } from 'vitest';
import { Journal } from '../../src/journal/journal.ts';
import { slowLookups } from '../../src/status/slow-lookups.ts';
import { linesOf } from '../support/agent/html-lines.ts';
import { racingNode } from '../support/agent/page-views.ts';
import { lookup } from '../support/wire/outcomes.ts';

const summaries = (made: ReturnType<Journal['view']>) =>
  [...slowLookups(made).text.matchAll(/<summary>(.*?)<\/summary>/g)].map(([, summary]) =>
    (summary ?? '')
      .replace(/<[^>]*>/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );

it('the list of slow lookups lists lookups that stalled or failed, newest first, with what became of them', () => {
  const name = 'kubernetes.default.svc.cluster.local.';
  expect(summaries(racingNode().journal)).toEqual(
    ['11:56', '11:52', '11:48'].map(
      (time) => `${time}:00.000 5.001 s ${name} as glibc: ok after 1 retry conntrack-race`,
    ),
  );
});

it('the list of slow lookups opens the newest from the start, the others when asked', () => {
  const { text } = slowLookups(racingNode().journal);
  expect(text.match(/<details [^>]*>/g)).toEqual([
    '<details id="lookup-3-details" open>',
    '<details id="lookup-2-details">',
    '<details id="lookup-1-details">',
  ]);
});

it('the list of slow lookups says that a cause is being looked for, and that fivesec itself was held up', () => {
  const journal = new Journal(5);
  journal.record({ kind: 'lookup', outcome: lookup({ durationMs: 5_003, retries: 2 }) });
  journal.record({ kind: 'lookup', outcome: lookup({ durationMs: 2_500, starvedMs: 2_400 }) });
  // It took long only for fivesec, and no application would have waited.
  journal.record({ kind: 'lookup', outcome: lookup({ durationMs: 100, starvedMs: 90 }) });
  expect(summaries(journal.view()).map((line) => line.split('as glibc: ')[1])).toEqual([
    'ok, starved being investigated',
    'ok after 2 retries being investigated',
  ]);
});

it('the list of slow lookups shows ten, and says where the others are', () => {
  const journal = new Journal(20);
  for (let count = 0; count < 13; count += 1)
    journal.record({ kind: 'lookup', outcome: lookup({ durationMs: 5_003 }) });
  expect(summaries(journal.view())).toHaveLength(10);
  expect(linesOf(slowLookups(journal.view())).at(-1)).toBe('3 older ones are in /api/recent.');
});

it('the list of slow lookups says that there are none', () => {
  expect(linesOf(slowLookups(new Journal(1).view()))).toEqual(['None so far.']);
});
