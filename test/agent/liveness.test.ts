import { describe, expect, it } from 'vitest';
import { Liveness } from '../../src/agent/liveness.ts';
import { FakeClock } from '../support/time/fake-clock.ts';

describe('Pulse', () => {
  it('is healthy from the start and as long as the schedule ticks', async () => {
    const clock = new FakeClock();
    const pulse = new Liveness(clock, 10_000);
    for (let round = 0; round < 5; round += 1) {
      await clock.advance(20_000);
      expect(pulse.healthy).toBe(true);
      pulse.tick();
    }
  });

  it('fails after three silent intervals, and recovers with the next tick', async () => {
    const clock = new FakeClock();
    const pulse = new Liveness(clock, 10_000);
    await clock.advance(30_000);
    expect(pulse.healthy).toBe(true);
    await clock.advance(1);
    expect([pulse.healthy, pulse.silentMs]).toEqual([false, 30_001]);
    pulse.tick();
    expect(pulse.healthy).toBe(true);
  });

  it('has patience for fifteen seconds however short the interval', async () => {
    const clock = new FakeClock();
    const pulse = new Liveness(clock, 10);
    await clock.advance(15_000);
    expect(pulse.healthy).toBe(true);
    await clock.advance(1);
    expect(pulse.healthy).toBe(false);
  });
});
