import { expect, it } from 'vitest';
import { LOOKUP_HISTORY_MS, LookupHistory } from '../../src/journal/lookup-history.ts';
import { lookup } from '../support/wire/outcomes.ts';

const START_MS = 1_000_000;

function historyAt() {
  const clock = { nowMs: START_MS, now: () => clock.nowMs };
  return { clock, history: new LookupHistory(clock) };
}

it('the history keeps when each lookup began, how long it took and how it ended, oldest first', () => {
  const { clock, history } = historyAt();
  clock.nowMs += 6_000;
  history.record(lookup({ durationMs: 5_000, profile: 'musl', result: 'timeout' }));
  clock.nowMs += 1_000;
  history.record(lookup({ durationMs: 2, starvedMs: 1 }));
  expect(history.view()).toEqual({
    coveredMs: 7_000,
    lookups: [
      { profile: 'musl', durationMs: 5_000, result: 'timeout', starved: false, agoMs: 6_000 },
      { profile: 'glibc', durationMs: 2, result: 'ok', starved: true, agoMs: 2 },
    ],
  });
});

it('the history keeps no aborted lookup', () => {
  const { history } = historyAt();
  history.record(lookup({ result: 'aborted' }));
  expect(history.view().lookups).toEqual([]);
});

it('the history drops what began more than 15 minutes ago, also when nothing new comes', () => {
  const { clock, history } = historyAt();
  history.record(lookup());
  clock.nowMs += LOOKUP_HISTORY_MS;
  expect(history.view()).toEqual({ coveredMs: LOOKUP_HISTORY_MS, lookups: [] });
});

it('the history keeps at most 2000 lookups, and says that they cover less time', () => {
  const { clock, history } = historyAt();
  for (let count = 0; count < 2_500; count += 1) {
    clock.nowMs += 100;
    history.record(lookup({ durationMs: 1 }));
  }
  const { coveredMs, lookups } = history.view();
  expect(lookups).toHaveLength(2_000);
  expect(coveredMs).toBe(1_999 * 100 + 1);
});
