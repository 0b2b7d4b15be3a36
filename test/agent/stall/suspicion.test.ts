import { describe, expect, it } from 'vitest';
import { Suspicion } from '../../../src/agent/stall/suspicion.ts';
import { FakeClock } from '../../support/time/fake-clock.ts';
import { answered, pairOf, timedOut } from '../../support/wire/outcomes.ts';

const MINUTE = 60_000;
const WELL = pairOf(answered('A'), answered('AAAA'));
const LOST = pairOf(answered('A'), timedOut('AAAA'));

/** How many investigations have begun after each of these pairs, the first at once, the others so many milliseconds after the one before. */
async function begun(...pairs: readonly (readonly [typeof LOST, number])[]): Promise<readonly number[]> {
  const clock = new FakeClock();
  let investigations = 0;
  const suspicion = new Suspicion({ clock, investigate: () => (investigations += 1) });
  const counts: number[] = [];
  for (const [pair, afterMs] of pairs) {
    await clock.advance(afterMs);
    suspicion.pair(pair);
    counts.push(investigations);
  }
  return counts;
}

describe('an investigation without a stalled lookup', () => {
  it('begins with the third troubled pair of a minute', async () => {
    expect(await begun([LOST, 0], [WELL, 2_000], [LOST, 20_000], [LOST, 20_000])).toEqual([0, 0, 0, 1]);
  });

  it('does not begin for strays, nor for pairs that are well', async () => {
    expect(await begun([LOST, 0], [LOST, 30_000], [LOST, 30_000], [LOST, 31_000])).toEqual([0, 0, 0, 0]);
    expect(await begun([WELL, 0], [WELL, 1_000], [WELL, 1_000], [WELL, 1_000])).toEqual([0, 0, 0, 0]);
  });

  it('begins once for a fault that lasts, and again after ten minutes without trouble', async () => {
    const three = [
      [LOST, 1_000],
      [LOST, 1_000],
      [LOST, 1_000],
    ] as const;
    expect(await begun(...three, [LOST, 9 * MINUTE], ...three)).toEqual([0, 0, 1, 1, 1, 1, 1]);
    expect(await begun(...three, [LOST, 10 * MINUTE], [LOST, 1_000], [LOST, 1_000])).toEqual([
      0, 0, 1, 1, 1, 2,
    ]);
  });
});
