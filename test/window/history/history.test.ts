import { expect, test } from 'vitest';
import { BACKGROUND_MS, History, WINDOW_MS } from '../../../src/window/history/history.ts';
import { still } from '../../diagnosis/evidences.ts';
import { answered, lookup, pairOf } from '../../support/wire/outcomes.ts';

/** Monotonic, and by how much the wall clock is ahead of it now. */
const NOW = 10_000_000;
const OFFSET = Date.UTC(2026, 0, 1);
const retold = (ms: number) => OFFSET + ms;
/** Dates of another clock: nothing may depend on them. */
const pair = pairOf(answered('A'), answered('AAAA'), { startedAt: 12 });
const step = still(5_000, { startedAt: 34 });

test('a stretch holds what began in it, and keeps earlier steps apart as the background', () => {
  const history = new History();
  history.addPair(pair, NOW - 60_000);
  history.addPair(pair, NOW - 1_000);
  history.addLookup(lookup({ startedAt: 56 }, []), NOW - 500);
  history.addStep(step, NOW - 60_000);
  history.addStep(step, NOW - 5_000);

  const stretch = history.since(NOW - 10_000, NOW, retold);
  expect(stretch).toMatchObject({ startedAt: retold(NOW - 10_000), windowMs: 10_000 });
  expect(stretch.pairs.map(({ startedAt }) => startedAt)).toEqual([retold(NOW - 1_000)]);
  expect(stretch.lookups.map(({ startedAt }) => startedAt)).toEqual([retold(NOW - 500)]);
  expect(stretch.steps.map(({ startedAt }) => startedAt)).toEqual([retold(NOW - 5_000)]);
  expect(stretch.before.map(({ startedAt }) => startedAt)).toEqual([retold(NOW - 60_000)]);
});

test('who judges by all that was measured has it remembered', () => {
  const history = new History(Number.POSITIVE_INFINITY);
  history.addPair(pair, NOW - 2 * WINDOW_MS);
  history.addLookup(lookup({}, []), NOW - 2 * WINDOW_MS);
  history.forget(NOW);
  expect(history.size).toBe(2);
});

test('what is older than the window is forgotten, but steps stay longer', () => {
  const history = new History();
  history.addPair(pair, NOW - WINDOW_MS - 1);
  history.addStep(step, NOW - WINDOW_MS - 1);
  history.addStep(step, NOW - BACKGROUND_MS - 1);
  history.forget(NOW);
  const all = history.since(0, NOW, retold);
  expect(all.pairs).toEqual([]);
  expect(all.steps).toHaveLength(1);
  expect(history.size).toBe(1);
});

test('the steps since a moment are given oldest first, with new dates', () => {
  const history = new History();
  for (const agoMs of [60_000, 10_000, 5_000]) history.addStep(step, NOW - agoMs);
  const dates = history.stepsSince(NOW - 10_000, retold).map(({ startedAt }) => startedAt);
  expect(dates).toEqual([retold(NOW - 10_000), retold(NOW - 5_000)]);
});
