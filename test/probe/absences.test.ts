import { expect, it } from 'vitest';
import { Absences } from '../../src/probe/absences.ts';

const MINUTE_MS = 60_000;
const away = (address: string, fromMs: number, untilMs = Number.POSITIVE_INFINITY) => ({
  address,
  fromMs,
  untilMs,
});

it('an absence begins as early as the answer that last showed the pod may have been made, and ends with its return', () => {
  const absences = new Absences();
  absences.note({ added: ['b'], removed: ['a'], lastSeenMs: 70_000, seenMs: 100_000 });
  expect(absences.all).toEqual([away('a', 65_000)]);
  absences.note({ added: ['a'], removed: ['b'], lastSeenMs: 100_000, seenMs: 105_000 });
  expect(absences.all).toEqual([away('a', 65_000, 105_000), away('b', 95_000)]);
});

it('a pod may be away several times', () => {
  const absences = new Absences();
  absences.note({ added: [], removed: ['a'], lastSeenMs: 10_000, seenMs: 20_000 });
  absences.note({ added: ['a'], removed: [], lastSeenMs: 20_000, seenMs: 30_000 });
  absences.note({ added: [], removed: ['a'], lastSeenMs: 50_000, seenMs: 60_000 });
  expect(absences.all).toEqual([away('a', 5_000, 30_000), away('a', 45_000)]);
});

it('absences are forgotten after longer than outcomes are kept', () => {
  const absences = new Absences();
  absences.note({ added: [], removed: ['a'], lastSeenMs: 0, seenMs: MINUTE_MS });
  absences.note({ added: [], removed: ['b'], lastSeenMs: 40 * MINUTE_MS, seenMs: 41 * MINUTE_MS });
  expect(absences.all.map(({ address }) => address)).toEqual(['b']);
});
