import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/platform/random.ts';
import {
  beganAt,
  firstTrouble,
  lastChange,
  possibleChange,
} from '../../../src/window/changes/change-points.ts';
import type { Trial } from '../../../src/window/history/trial.ts';

const ARMS = ['pair', 'race', 'separate', 'reopen', 'endpoint'];

/** One probe a second; `shareAt` is the share of troubled ones at that second. */
function stream(seconds: number, shareAt: (second: number) => number, seed = 'x'): Trial[] {
  const random = seededRandom(seed);
  return Array.from({ length: seconds }, (_, second) => ({
    atMs: second * 1000,
    arm: ARMS[Math.floor(random.next() * ARMS.length)] ?? '',
    troubled: random.next() < shareAt(second),
  }));
}

const seeds = Array.from({ length: 100 }, (_, seed) => String(seed));

describe('the last change', () => {
  it('is none while nothing fails, or while probes fail all the time', () => {
    expect(lastChange(stream(300, () => 0))).toBeUndefined();
    expect(lastChange([])).toBeUndefined();
    for (const share of [0.02, 0.2, 0.5, 1])
      expect(
        seeds.filter((seed) => lastChange(stream(300, () => share, seed)) !== undefined).length,
      ).toBeLessThan(4);
  });

  it('is the onset of a fault, within seconds', () => {
    for (const seed of seeds.slice(0, 20)) {
      const found = lastChange(stream(300, (second) => (second < 200 ? 0 : 0.5), seed));
      expect(found).toBeGreaterThanOrEqual(200_000);
      expect(found).toBeLessThan(215_000);
    }
  });

  it('is the end of a fault that hit 20 %, within a minute of it, in 19 of 20 cases', () => {
    const found = seeds.filter((seed) => {
      const trials = stream(360, (second) => (second >= 100 && second < 300 ? 0.2 : 0), seed);
      const since = lastChange(trials);
      return since !== undefined && trials.every(({ atMs, troubled }) => atMs < since || !troubled);
    });
    expect(found.length).toBeGreaterThanOrEqual(95);
  });

  it('is the onset of the second of two faults, also while it is no worse than the first one was', () => {
    const share = (second: number) => (second < 15 || (second >= 165 && second < 230) ? 0 : 0.4);
    for (const end of [255, 260, 270]) {
      const found = seeds.filter((seed) => (lastChange(stream(end, share, seed)) ?? 0) >= 165_000);
      expect(found.length).toBeGreaterThanOrEqual(75);
    }
  });

  it('is no end where chance spared some probes of a fault that goes on', () => {
    const ends = seeds.flatMap((seed) => {
      const trials = stream(120, (second) => (second < 20 ? 0 : 0.35), seed);
      return [60, 80, 100, 120].map((end) => trials.slice(0, end));
    });
    const ended = ends.filter((trials) => {
      const since = lastChange(trials);
      return since !== undefined && trials.every(({ atMs, troubled }) => atMs < since || !troubled);
    });
    expect(ended.length).toBeLessThanOrEqual(1);
  });

  it('of an arm that recovered is not hidden by arms that never failed', () => {
    const sick = stream(300, (second) => (second < 200 ? 1 : 0)).map((trial) => ({
      ...trial,
      arm: 'sticky',
    }));
    const found = lastChange([...stream(300, () => 0), ...sick.filter(({ atMs }) => atMs % 10_000 === 0)]);
    expect(found).toBe(200_000);
  });

  it('is none where only the mix of ways changed: one that always fails is asked more often', () => {
    const found = seeds.filter((seed) => {
      const random = seededRandom(seed);
      const trials = Array.from({ length: 300 }, (_, second): Trial => {
        const isDead = random.next() < (second < 150 ? 0.1 : 0.9);
        return {
          atMs: second * 1000,
          arm: isDead ? 'endpoint' : 'pair',
          troubled: isDead || random.next() < 0.5,
        };
      });
      return lastChange(trials) !== undefined;
    });
    expect(found.length).toBeLessThan(4);
  });

  it('is the onset seconds after a cold start', () => {
    const found = lastChange(stream(60, (second) => (second < 8 ? 0 : 1)));
    expect(found).toBe(8_000);
  });
});

describe('the first trouble', () => {
  const trials = (troubled: number) =>
    Array.from({ length: 10 }, (_, index) => ({
      atMs: index,
      arm: 'pair',
      troubled: index >= 10 - troubled,
    }));

  it('is when the first of several troubled probes began', () => {
    expect(firstTrouble(trials(6))).toBe(4);
    expect(firstTrouble(trials(6).toReversed())).toBe(4);
  });

  it('is unknown while few are troubled', () => {
    expect(firstTrouble(trials(4))).toBeUndefined();
    expect(firstTrouble([])).toBeUndefined();
  });
});

describe('a possible change', () => {
  /** One probe a second, of which two of the last four are troubled. */
  const young = Array.from(
    { length: 110 },
    (_, second): Trial => ({
      atMs: second * 1_000,
      arm: 'pair',
      troubled: second >= 106 && second % 2 === 0,
    }),
  );

  it('is the beginning of a fault that is not clear yet', () => {
    expect(lastChange(young)).toBeUndefined();
    expect(possibleChange(young)).toBe(106_000);
  });

  it('is none while nothing fails, or while probes fail all the time', () => {
    expect(possibleChange(young.slice(0, 100))).toBeUndefined();
    expect(
      possibleChange(young.map((trial, index) => ({ ...trial, troubled: index % 2 === 0 }))),
    ).toBeUndefined();
  });
});

describe('the beginning of the trouble', () => {
  const since = (second: number, share: number) => stream(200, (at) => (at < second ? 0 : share));

  it('is clear if the probes before it would have been troubled as well', () => {
    expect(beganAt(since(100, 0.8), 100_000)).toBe(true);
  });

  it('is not clear if few probes came before it, or if few were troubled since', () => {
    expect(beganAt(since(4, 0.8), 4_000)).toBe(false);
    expect(beganAt(since(100, 0.03), 100_000)).toBe(false);
    expect(beganAt(since(100, 0), 100_000)).toBe(false);
  });

  it('is still clear after one stray, and is none if a tenth of the probes before it were troubled', () => {
    const strayed = (every: number) =>
      since(100, 0.8).map((one, index) =>
        index < 100 && index % every === 0 ? { ...one, troubled: true } : one,
      );
    expect(beganAt(strayed(100), 100_000)).toBe(true);
    expect(beganAt(since(100, 0.1), 100_000)).toBe(false);
    const asBefore = stream(200, () => 0.3);
    expect(beganAt(asBefore, 100_000)).toBe(false);
  });

  it('does not count probes of arms that are never troubled', () => {
    const well = Array.from({ length: 500 }, (_, at) => ({ atMs: at * 100, arm: 'well', troubled: false }));
    const ill = since(100, 0.8).filter(({ atMs }) => atMs >= 100_000);
    expect(beganAt([...well, ...ill], 100_000)).toBe(false);
  });
});
