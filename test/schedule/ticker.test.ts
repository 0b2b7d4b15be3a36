import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/platform/random.ts';
import { tickEvery } from '../../src/schedule/ticker.ts';
import { FakeClock } from '../support/time/fake-clock.ts';

async function ticksOf(seed: string, intervalMs: number, forMs: number): Promise<number[]> {
  const clock = new FakeClock(0);
  const controller = new AbortController();
  const ticks: number[] = [];
  const ports = { clock, random: seededRandom(seed), signal: controller.signal };
  const done = tickEvery(intervalMs, () => ticks.push(clock.now()), ports);
  await clock.advance(forMs);
  controller.abort();
  await done;
  expect(clock.waiting).toBe(0);
  return ticks;
}

describe('tickEvery', () => {
  it('ticks once in each interval, at any moment of it', async () => {
    const ticks = await ticksOf('node-1', 1000, 200_000);
    expect(ticks.map((tickMs) => Math.floor(tickMs / 1000))).toEqual(
      Array.from({ length: 200 }, (_, n) => n),
    );
    const phases = ticks.map((tickMs) => (tickMs % 1000) / 1000);
    for (const quarter of [0, 1, 2, 3]) {
      const inQuarter = phases.filter((phase) => Math.floor(phase * 4) === quarter).length;
      expect(inQuarter).toBeGreaterThan(25);
    }
  });

  it('repeats itself for one node, and differs between nodes', async () => {
    const [one, again, other] = [
      await ticksOf('node-1', 1000, 20_000),
      await ticksOf('node-1', 1000, 20_000),
      await ticksOf('node-2', 1000, 20_000),
    ];
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('does not tick at all when it was aborted before', async () => {
    const clock = new FakeClock();
    const random = seededRandom('');
    await tickEvery(1000, () => expect.unreachable(), { clock, random, signal: AbortSignal.abort() });
    expect(clock.waiting).toBe(0);
  });

  it('does not catch up on intervals that passed while the process stood still', async () => {
    // A timer that is due in the middle of its interval, and comes 3.2 intervals late.
    let nowMs = 0;
    const due: (() => void)[] = [];
    const clock = Object.assign(new FakeClock(0), {
      now: () => nowMs,
      after: (_: number, fn: () => void) => {
        due.push(fn);
        return () => {};
      },
    });
    const controller = new AbortController();
    const ticks: number[] = [];
    const random = { next: () => 0.5 };
    const dueMs: number[] = [];
    const tick = (ms: number) => {
      dueMs.push(ms);
      ticks.push(nowMs);
    };
    const done = tickEvery(1000, tick, { clock, random, signal: controller.signal });
    const fire = async (atMs: number) => {
      nowMs = atMs;
      due.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    };
    await fire(3700);
    // The next one is due in the middle of the fifth interval.
    await fire(4500);
    await fire(5500);
    expect(ticks).toEqual([3700, 4500, 5500]);
    expect(dueMs).toEqual([500, 4500, 5500]);
    expect(due).toHaveLength(1);
    controller.abort();
    await done;
  });
});
