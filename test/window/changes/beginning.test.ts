import { describe, expect, it, vi } from 'vitest';
import { Beginning } from '../../../src/window/changes/beginning.ts';
import { WINDOW_MS } from '../../../src/window/history/history.ts';
import type { Trial } from '../../../src/window/history/trial.ts';

const STARTED_MS = 1_000;
/** Dates of trials differ from monotonic milliseconds. */
const OFFSET = 7_000_000;

/** One probe a second since the start. Every other one is troubled from second to second. */
function watched(from: number, until: number) {
  const trialsSince = (fromMs: number, nowMs: number): Trial[] =>
    Array.from({ length: Math.floor((nowMs - STARTED_MS) / 1000) }, (_, second) => ({
      atMs: OFFSET + STARTED_MS + second * 1000,
      arm: 'pair',
      troubled: second >= from && second < until && second % 2 === 0,
    })).filter(({ atMs }) => atMs >= OFFSET + fromMs);
  const reads = vi.fn(trialsSince);
  const beginning = new Beginning(STARTED_MS, {
    trialsSince: reads,
    mayBeTroubledSince: (fromMs, nowMs) => trialsSince(fromMs, nowMs).some(({ troubled }) => troubled),
    toDate: (ms) => ms + OFFSET,
  });
  const settleUntil = (untilMs: number) => {
    for (let nowMs = STARTED_MS; nowMs <= untilMs; nowMs += 5_000) beginning.settle(nowMs);
  };
  return { beginning, settleUntil, reads };
}

describe('evidence', () => {
  it('reaches back to the start, and no further than the window', () => {
    const { beginning } = watched(0, 0);
    expect(beginning.fromMs(STARTED_MS + 60_000)).toBe(STARTED_MS);
    expect(beginning.fromMs(STARTED_MS + 2 * WINDOW_MS)).toBe(STARTED_MS + WINDOW_MS);
  });

  it('reaches back to the beginning of a fault, once that was found for a while', () => {
    const { beginning, settleUntil } = watched(100, 300);
    settleUntil(STARTED_MS + 100_000);
    expect(beginning.fromMs(STARTED_MS + 100_000)).toBe(STARTED_MS);
    settleUntil(STARTED_MS + 180_000);
    const sinceMs = beginning.fromMs(STARTED_MS + 180_000) - STARTED_MS;
    expect(sinceMs).toBeGreaterThanOrEqual(95_000);
    expect(sinceMs).toBeLessThanOrEqual(110_000);
  });

  it('is not read for a change while nothing is troubled', () => {
    const { beginning, settleUntil, reads } = watched(0, 0);
    settleUntil(STARTED_MS + 100_000);
    beginning.recover(STARTED_MS + 100_000);
    expect(reads).toHaveBeenCalledTimes(0);
  });

  it('reaches back to the end of the last fault', () => {
    const { beginning } = watched(20, 100);
    beginning.recover(STARTED_MS + 140_000);
    const sinceMs = beginning.fromMs(STARTED_MS + 140_000) - STARTED_MS;
    expect(sinceMs).toBeGreaterThanOrEqual(98_000);
    expect(sinceMs).toBeLessThanOrEqual(101_000);
  });
});
