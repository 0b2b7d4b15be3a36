import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/platform/random.ts';
import { badTimes } from '../../../src/window/changes/bad-times.ts';
import type { Trial } from '../../../src/window/history/trial.ts';

const SECOND = 1000;
/** One probe a second; those of these seconds were troubled. */
const stream = (seconds: number, isTroubled: (second: number) => boolean, arm = 'pair'): Trial[] =>
  Array.from({ length: seconds }, (_, second) => ({
    atMs: second * SECOND,
    arm,
    troubled: isTroubled(second),
  }));
/** Half of the probes of ten seconds of each minute. */
const flapping = (second: number) => second % 60 >= 30 && second % 60 < 40 && second % 2 === 0;

describe('the times of a fault that comes and goes', () => {
  it('are those in which something failed, if between them nothing does', () => {
    expect(badTimes(stream(240, flapping))).toEqual([
      { fromMs: 30_000, untilMs: 38_000 },
      { fromMs: 90_000, untilMs: 98_000 },
      { fromMs: 150_000, untilMs: 158_000 },
      { fromMs: 210_000, untilMs: 218_000 },
    ]);
  });

  it('do not depend on probes that never fail, nor on the order of the trials', () => {
    const others = stream(240, () => false, 'tcp');
    expect(badTimes([...others, ...stream(240, flapping).reverse()])).toHaveLength(4);
  });

  it('are none where one stretch failed, nor where nothing did', () => {
    expect(badTimes(stream(240, (second) => second >= 100 && second < 120))).toEqual([]);
    expect(badTimes(stream(240, () => false))).toEqual([]);
  });

  it.each([0.02, 0.05, 0.1, 0.2, 0.5])(
    'are found by chance in 1 of 100 cases at most, where %d fail',
    (share) => {
      const random = seededRandom('bad times');
      const found = Array.from({ length: 300 }, () => badTimes(stream(240, () => random.next() < share)));
      expect(found.filter((stretches) => stretches.length > 0).length).toBeLessThanOrEqual(3);
    },
  );
});
