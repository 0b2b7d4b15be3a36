import { describe, expect, it } from 'vitest';
import { lastChange } from '../../../src/window/changes/change-points.ts';
import { lastGap } from '../../../src/window/changes/gaps.ts';
import type { Trial } from '../../../src/window/history/trial.ts';

const CLEARLY = 9;
const HALF = new Map([['pair', { seen: 50, all: 100 }]]);

/** One probe a second; those of these seconds were troubled. */
const stream = (seconds: number, isTroubled: (second: number) => boolean): Trial[] =>
  Array.from({ length: seconds }, (_, second) => ({
    atMs: second * 1_000,
    arm: 'pair',
    troubled: isTroubled(second),
  }));
const everyOther = (second: number) => second % 2 === 0;

describe('the last gap', () => {
  it('is where nothing failed for a time, although half of the probes fail', () => {
    const trials = stream(100, (second) => everyOther(second) && (second < 40 || second >= 60));
    expect(lastGap(trials, HALF, CLEARLY)).toBe(60_000);
  });

  it('gives the beginning of the gap, if the gap lasts until now', () => {
    const trials = stream(60, (second) => everyOther(second) && second < 40);
    expect(lastGap(trials, HALF, CLEARLY)).toBe(39_000);
  });

  it('is none where chance explains it, where it is short, and where arms work that never fail', () => {
    expect(lastGap(stream(100, everyOther), HALF, CLEARLY)).toBeUndefined();
    const short = stream(100, everyOther).flatMap((trial) =>
      trial.atMs === 41_000
        ? Array.from({ length: 30 }, (_, index) => ({ ...trial, atMs: 41_000 + index }))
        : [trial],
    );
    expect(lastGap(short, HALF, CLEARLY)).toBeUndefined();
    const others = stream(40, () => false).map((trial) => ({
      ...trial,
      arm: 'tcp',
      atMs: trial.atMs + 20_000,
    }));
    const shares = new Map([...HALF, ['tcp', { seen: 0, all: 40 }]]);
    const mixed = [...stream(20, everyOther), ...others].sort((one, other) => one.atMs - other.atMs);
    expect(lastGap(mixed, shares, CLEARLY)).toBeUndefined();
  });

  it('is none between probes of one moment', () => {
    const moments = [0, 20_000, 40_000].flatMap((atMs) => [
      { atMs, arm: 'pair', troubled: true },
      ...Array.from({ length: 40 }, () => ({ atMs, arm: 'pair', troubled: false })),
    ]);
    expect(lastGap(moments, HALF, CLEARLY)).toBeUndefined();
  });
});

it('a gap shows the second of two faults that are equally bad, which no single split shows', () => {
  const trials = stream(200, (second) => everyOther(second) && (second < 90 || second >= 110));
  expect(lastChange(trials)).toBe(110_000);
});
