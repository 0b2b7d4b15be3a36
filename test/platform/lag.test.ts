import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/platform/clock.ts';
import { LagMeter } from '../../src/platform/lag.ts';

/** A loop that can stand still: its heartbeat comes when the test says so. */
class StallingClock implements Clock {
  nowMs = 1000;
  beat = () => {};
  cancelled = false;
  now = () => this.nowMs;
  wall = () => 0;
  after = () => () => {};
  every = (_: number, fn: () => void) => {
    this.beat = fn;
    return () => {
      this.cancelled = true;
    };
  };
  beatAt(ms: number) {
    this.nowMs = ms;
    this.beat();
  }
}

function meter(leastMs = 30) {
  const clock = new StallingClock();
  const lags: number[] = [];
  const lag = new LagMeter(clock, leastMs, (ms) => lags.push(ms));
  const stop = lag.start();
  return { clock, lag, lags, stop };
}

describe('LagMeter', () => {
  it('is quiet while the heartbeat comes in time', () => {
    const { clock, lag, lags } = meter();
    for (const ms of [1100, 1200, 1300]) clock.beatAt(ms);
    expect([lags, lag.longestSince(0)]).toEqual([[0, 0, 0], 0]);
  });

  it('tells how late a beat was, and remembers a stall that is worth it', () => {
    const { clock, lag, lags } = meter();
    clock.beatAt(1110);
    clock.beatAt(1250);
    clock.beatAt(1550);
    expect(lags).toEqual([10, 40, 200]);
    expect(lag.longestSince(0)).toBe(200);
    expect([lag.longestSince(1549), lag.longestSince(1550)]).toEqual([200, 0]);
  });

  it('counts a stall that began before the probe and lasted into it, and not one that was over', () => {
    const { clock, lag } = meter();
    clock.beatAt(1500);
    clock.beatAt(1600);
    expect([lag.longestSince(1490), lag.longestSince(1510)]).toEqual([400, 0]);
  });

  it('sees the stall that is going on, before any heartbeat tells', () => {
    const { clock, lag } = meter();
    clock.nowMs = 1250;
    expect(lag.longestSince(1100)).toBe(150);
    clock.nowMs = 1110;
    expect(lag.longestSince(1000)).toBe(0);
  });

  it('forgets after a minute, and stops when it is cancelled', () => {
    const { clock, lag, stop } = meter();
    clock.beatAt(1500);
    for (let ms = 1600; ms <= 61_700; ms += 100) clock.beatAt(ms);
    expect(lag.longestSince(0)).toBe(0);
    stop();
    expect(clock.cancelled).toBe(true);
  });

  it('does not take an early beat for a negative lag', () => {
    const { clock, lags } = meter();
    clock.beatAt(1049);
    expect(lags).toEqual([0]);
  });
});
