import { expect, it } from 'vitest';
import { absent, read } from '../../../src/domain/reading.ts';
import { counters } from '../../../src/status/picture/counters.ts';
import { linesOf } from '../../support/agent/html-lines.ts';
import { clashingSteps, NOW, pageViewOf } from '../../support/agent/page-views.ts';
import { EVERYTHING_READ, NOTHING_READ } from '../../support/machine/node-readings.ts';

const TAKEN = { takenAt: NOW, takenAtMs: 0 };

it('the picture of the counters shows the rise of each counter over 15 minutes, and how full the table is', () => {
  const view = pageViewOf({ steps: clashingSteps() });
  const lines = linesOf(counters(view));
  expect(lines).toEqual([
    'insert_failed +36',
    'new flows that clashed with another flow',
    'drop +18',
    'packets that conntrack dropped',
    'early_drop 0',
    'entries removed because the table was full',
    'clash_resolve 0',
    'clashes that the kernel repaired',
    'chaintoolong 0',
    'entries refused: too many in one hash chain',
    'table fill 0.76 %',
    '2000 of 262144 entries',
  ]);
  expect(counters(view).text).toContain('aria-label="drop rose by 18 in the last 15 minutes"');
});

it('the picture of the counters says why the counters, or the limit of the table, cannot be read', () => {
  const nothing = { ...TAKEN, ...NOTHING_READ };
  expect(linesOf(counters(pageViewOf({ latest: nothing })))).toEqual([
    "The node's conntrack counters are not known (not in this test).",
  ]);
  const noLimit = {
    ...TAKEN,
    ...EVERYTHING_READ,
    conntrackEntries: read(7),
    conntrackLimit: absent('no-file', 'no file'),
  };
  expect(linesOf(counters(pageViewOf({ steps: clashingSteps(), latest: noLimit }))).at(-1)).toBe(
    'table fill 7 entries The limit is not known (no file).',
  );
});

it('the picture of the counters waits for the first reading', () => {
  expect(linesOf(counters(pageViewOf()))).toEqual(['The first reading is under way.']);
});
