import { expect, test } from 'vitest';
import { History, WINDOW_MS } from '../../src/watch/history.ts';
import { still } from '../diagnosis/evidences.ts';
import { answered, lookupOf, pairOf } from '../diagnosis/outcomes.ts';

const NOW = Date.UTC(2026, 0, 1);
const pairAt = (startedAt: number) => pairOf(answered('A'), answered('AAAA'), { startedAt });

test('a stretch holds what began in it, and keeps earlier steps apart as the background', () => {
  const history = new History();
  history.addPair(pairAt(NOW - 60_000));
  history.addPair(pairAt(NOW - 1_000));
  history.addLookup(lookupOf([], { startedAt: NOW - 500 }));
  history.addStep(still(5_000, { startedAt: NOW - 60_000 }));
  history.addStep(still(5_000, { startedAt: NOW - 5_000 }));

  const stretch = history.since(NOW - 10_000, NOW);
  expect(stretch.windowMs).toBe(10_000);
  expect(stretch.pairs.map(({ startedAt }) => startedAt)).toEqual([NOW - 1_000]);
  expect(stretch.lookups).toHaveLength(1);
  expect(stretch.steps.map(({ startedAt }) => startedAt)).toEqual([NOW - 5_000]);
  expect(stretch.before.map(({ startedAt }) => startedAt)).toEqual([NOW - 60_000]);
});

test('what is older than the window is forgotten, but steps stay longer', () => {
  const history = new History();
  history.addPair(pairAt(NOW - WINDOW_MS - 1));
  history.addStep(still(5_000, { startedAt: NOW - WINDOW_MS - 1 }));
  history.forget(NOW);
  const all = history.since(0, NOW);
  expect(all.pairs).toEqual([]);
  expect(all.steps).toHaveLength(1);
});
