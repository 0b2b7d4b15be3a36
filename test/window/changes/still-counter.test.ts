import { describe, expect, it } from 'vitest';
import { clashDrops } from '../../../src/compare/counts/counters.ts';
import { absent, read } from '../../../src/domain/reading.ts';
import { MOST, type Rise, risesOf, stillness } from '../../../src/window/changes/still-counter.ts';
import { counted, still } from '../../diagnosis/evidences.ts';
import { answered, pairOf, timedOut } from '../../support/wire/outcomes.ts';

const STEP_MS = 5_000;

/** Steps of five seconds, and how much the counter rose in each. */
function rises(...counts: readonly number[]): Rise[] {
  return counts.map((count, index) => ({
    startedAt: index * STEP_MS,
    elapsedMs: STEP_MS,
    rise: read(count),
    own: 0,
  }));
}

const times = (count: number, value: number) => Array.from({ length: count }, () => value);

describe('a counter that stands still', () => {
  it('shows the end of a fault within half a minute if it rose in most steps before', () => {
    const before = times(26, 2);
    expect(stillness(rises(...before, ...times(2, 0)))).toBeLessThan(MOST);
    expect(stillness(rises(...before, ...times(5, 0)))).toBeGreaterThan(MOST);
  });

  it('has the probability of a gap between the events of a Poisson process', () => {
    // Four events in 20 s, and then 20 s without one.
    expect(Math.exp(-stillness(rises(1, 1, 1, 1, ...times(4, 0))))).toBeCloseTo(1 / 2 ** 4);
  });

  it('counts a burst as one event', () => {
    expect(stillness(rises(0, 0, 0, 1000, 0, 0))).toBeCloseTo(stillness(rises(0, 0, 0, 1, 0, 0)));
  });

  it('shows nothing while it rises, if it never rose, and if a reading is absent', () => {
    expect(stillness(rises(1, 0, 1, 0, 0, 1))).toBe(0);
    expect(stillness(rises(0, 0, 0))).toBe(0);
    expect(stillness([])).toBe(0);
    const [first, ...others] = rises(1, 1, 1, 0, 0, 0, 0);
    expect(first && stillness([{ ...first, rise: absent('no-file', 'no procfs') }, ...others])).toBe(0);
  });

  it('shows nothing if only our own queries raised it: their answers show the end already', () => {
    const own = rises(...times(26, 1), ...times(6, 0)).map((one, index) => ({
      ...one,
      own: index < 26 ? 1 : 0,
    }));
    expect(stillness(own)).toBe(0);
  });
});

describe('the rises of a counter', () => {
  it('are those of each step, with our own queries that were lost in it', () => {
    const dropped = (startedAt: number, drop: number) =>
      still(STEP_MS, { startedAt, conntrack: counted({ drop, insertFailed: drop }) });
    const steps = [dropped(0, 3), dropped(STEP_MS, 0)];
    const pairs = [
      pairOf(answered(), timedOut('AAAA'), { startedAt: 1000 }),
      pairOf(answered(), answered('AAAA'), { startedAt: 7000 }),
    ];
    expect(risesOf({ steps, pairs, lookups: [] }, clashDrops)).toMatchObject([
      { startedAt: 0, elapsedMs: STEP_MS, rise: { value: 3 }, own: 1 },
      { startedAt: STEP_MS, rise: { value: 0 }, own: 0 },
    ]);
  });
});
