import { expect, it } from 'vitest';
import { recoveredSince } from '../../../src/window/changes/recovery.ts';
import type { Trial } from '../../../src/window/history/trial.ts';

/** One probe a second, each second one troubled from `from` to `to`. */
const stream = (seconds: number, from: number, to: number): Trial[] =>
  Array.from({ length: seconds }, (_, second) => ({
    atMs: second * 1_000,
    arm: 'pair',
    troubled: second >= from && second < to && second % 2 === 0,
  }));

it('a recovery is the end of a fault, once nothing has failed for half a minute', () => {
  const found = recoveredSince(stream(140, 20, 100), 140_000);
  expect(found).toBeGreaterThanOrEqual(99_000);
  expect(found).toBeLessThanOrEqual(101_000);
});

it('there is no recovery earlier, while the fault goes on, or where nothing was ever wrong', () => {
  expect(recoveredSince(stream(125, 20, 100), 125_000)).toBeUndefined();
  expect(recoveredSince(stream(140, 20, 140), 140_000)).toBeUndefined();
  expect(recoveredSince(stream(140, 0, 0), 140_000)).toBeUndefined();
});

it('there is no recovery if something was troubled since', () => {
  const trials = stream(140, 20, 100).map((trial) =>
    trial.atMs === 138_000 ? { ...trial, troubled: true } : trial,
  );
  expect(recoveredSince(trials, 140_000)).toBeUndefined();
});
