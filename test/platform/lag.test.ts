import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/platform/clock.ts';
import { LagMeter } from '../../src/platform/lag.ts';

/** A loop that can stand still: its heartbeat comes when the test says so. */
class StallingClock implements Clock {
  nowMs = 1000;
  beat = () => {};
  everyMs = 0;
  isBeating = false;
  now = () => this.nowMs;
  wall = () => 0;
  after = () => () => {};
  every = (ms: number, fn: () => void) => {
    this.beat = fn;
    this.everyMs = ms;
    this.isBeating = true;
    return () => {
      this.isBeating = false;
    };
  };
  beatAt(ms: number) {
    this.nowMs = ms;
    this.beat();
  }
}

/** A loop that sleeps when the test says so. */
class WakefulClock extends StallingClock {
  sleeps = () => {};
  beforeSleep = (fn: () => void) => {
    this.sleeps = fn;
    return () => {
      this.sleeps = () => {};
    };
  };
}

/** A meter that watches closely, as it does while something is measured. */
function meter(leastMs = 30) {
  const { clock, lag, lags, stop, ...idle } = idleMeter(leastMs);
  const end = watched(lag);
  return { clock, lag, lags, stop, end, ...idle };
}

function idleMeter(leastMs = 30) {
  const clock = new StallingClock();
  const lags: number[] = [];
  const lag = new LagMeter(clock, leastMs, (ms) => lags.push(ms));
  const stop = lag.start('sparingly');
  return { clock, lag, lags, stop };
}

/** Begins work during which `lag` watches closely; returns the function that ends it. */
function watched(lag: LagMeter): () => Promise<unknown> {
  let finish = (_result: string) => {};
  const ended = lag.during(
    () =>
      new Promise<string>((resolve) => {
        finish = resolve;
      }),
  );
  return () => {
    finish('done');
    return ended;
  };
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
    expect(clock.isBeating).toBe(false);
  });

  it('does not take an early beat for a negative lag', () => {
    const { clock, lags } = meter();
    clock.beatAt(1049);
    expect(lags).toEqual([0]);
  });

  it('beats while any work is under way, and not otherwise', async () => {
    const { clock, lag } = idleMeter();
    const beating = [clock.isBeating];
    const endFirst = watched(lag);
    beating.push(clock.isBeating);
    const endSecond = watched(lag);
    await endFirst();
    beating.push(clock.isBeating);
    await endSecond();
    beating.push(clock.isBeating);
    expect(beating).toEqual([false, true, true, false]);
  });

  it('needs no timer for work that ends before the loop sleeps', async () => {
    const clock = new WakefulClock();
    const lag = new LagMeter(clock, 30);
    lag.start('sparingly');
    await watched(lag)();
    clock.sleeps();
    expect(clock.everyMs).toBe(0);
  });

  it('begins to beat when the loop is about to sleep, and counts a stall until then', () => {
    const clock = new WakefulClock();
    const lags: number[] = [];
    const lag = new LagMeter(clock, 30, (ms) => lags.push(ms));
    lag.start('sparingly');
    watched(lag);
    expect(clock.everyMs).toBe(0);
    clock.nowMs = 1400;
    clock.sleeps();
    expect([clock.everyMs, lags, lag.longestSince(1000)]).toEqual([100, [300], 300]);
    clock.beatAt(1540);
    expect(lags).toEqual([300, 40]);
  });

  it('sees a stall that begins with the work, as it would between two beats of the work', () => {
    const { clock, lag } = idleMeter();
    clock.nowMs = 1500;
    watched(lag);
    clock.nowMs = 1900;
    expect(lag.longestSince(1500)).toBe(300);
    clock.beat();
    expect(lag.longestSince(1500)).toBe(300);
  });

  it('counts a beat that was due when the work ended', async () => {
    const { clock, lag, lags } = idleMeter();
    const end = watched(lag);
    clock.nowMs = 1700;
    await end();
    expect([lags, lag.longestSince(0)]).toEqual([[600], 600]);
    clock.nowMs = 5000;
    expect(lag.longestSince(1700)).toBe(0);
  });

  it('counts how late another timer fires, which needs no beat', () => {
    const { clock, lag, lags } = idleMeter();
    clock.nowMs = 2600;
    lag.fires(2000);
    lag.fires(2590);
    expect([lags, lag.longestSince(0), clock.isBeating]).toEqual([[600, 10], 600, false]);
  });

  it('returns what the work returns, and throws what it throws', async () => {
    const { clock, lag, end } = meter();
    expect(await end()).toBe('done');
    await expect(lag.during(() => Promise.reject(new Error('broke')))).rejects.toThrow('broke');
    expect(clock.isBeating).toBe(false);
  });

  it('does not beat for work before it was started, or after it was stopped', () => {
    const clock = new StallingClock();
    const lag = new LagMeter(clock, 30);
    watched(lag);
    expect(clock.everyMs).toBe(0);
    const stop = lag.start('sparingly');
    expect(clock.isBeating).toBe(true);
    stop();
    watched(lag);
    expect(clock.isBeating).toBe(false);
  });

  it('beats ten times a second all the time, if it is not to be sparing', async () => {
    const clock = new StallingClock();
    const lag = new LagMeter(clock, 30);
    lag.start();
    await watched(lag)();
    expect(clock.isBeating).toBe(true);
  });
});
