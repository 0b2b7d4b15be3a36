import { describe, expect, test } from 'vitest';
import { WallClock } from '../../../src/window/history/wall-clock.ts';

const HOUR = 3_600_000;
const WALL = Date.UTC(2026, 0, 1);

/** Noted each second for ten seconds, then set by `jump`, and noted for ten seconds more: now is 20 s. */
function set(jump: number): WallClock {
  const timeline = new WallClock();
  for (let ms = 0; ms <= 10_000; ms += 1000) timeline.note(ms, WALL + ms);
  for (let ms = 11_000; ms <= 20_000; ms += 1000) timeline.note(ms, WALL + jump + ms);
  return timeline;
}

describe('a date', () => {
  test('is placed as the wall clock was set then', () => {
    for (const jump of [0, HOUR, -HOUR, 30_000, -30_000]) {
      const timeline = set(jump);
      expect(timeline.toMonotonic(WALL + 4000, 20_000)).toBe(4000);
      expect(timeline.toMonotonic(WALL + jump + 15_000, 20_000)).toBe(15_000);
      // Set already, not noted yet.
      expect(timeline.toMonotonic(WALL + jump + 10_700, 20_000)).toBe(10_700);
    }
  });

  test('that the clock showed twice is the last one, unless that is too late', () => {
    const timeline = set(-5000);
    expect(timeline.toMonotonic(WALL + 8000, 20_000)).toBe(13_000);
    expect(timeline.toMonotonic(WALL + 8000, 12_000)).toBe(8000);
  });

  test('that the clock never showed has no place', () => {
    expect(set(HOUR).toMonotonic(WALL + HOUR / 2, 20_000)).toBeUndefined();
    expect(set(-HOUR).toMonotonic(WALL + 15_000, 20_000)).toBeUndefined();
    expect(new WallClock().toMonotonic(WALL, 0)).toBeUndefined();
  });

  test('from before the first note is placed by the first', () => {
    expect(set(HOUR).toMonotonic(WALL - 60_000, 20_000)).toBe(-60_000);
  });

  test('is converted to the clock as it is set now', () => {
    expect(set(HOUR).toCurrentWallClock(4000)).toBe(WALL + HOUR + 4000);
    expect(set(0).toCurrentWallClock(4000)).toBe(WALL + 4000);
  });
});

test('the record of the wall clock follows a clock that drifts, and drops what is old', () => {
  const timeline = new WallClock();
  // 500 ppm, the most that NTP slews.
  for (let ms = 0; ms <= HOUR; ms += 1000) timeline.note(ms, WALL + Math.floor(ms * 1.0005));
  for (const ms of [10_000, HOUR / 2, HOUR - 1000])
    expect(Math.abs((timeline.toMonotonic(WALL + Math.floor(ms * 1.0005), HOUR) ?? 0) - ms)).toBeLessThan(20);
  timeline.forget(HOUR - 1000);
  expect(timeline.toMonotonic(WALL + Math.floor((HOUR - 1000) * 1.0005), HOUR)).toBeDefined();
  expect(timeline.toMonotonic(WALL + 60_000, HOUR)).toBeUndefined();
});
