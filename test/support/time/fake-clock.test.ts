import { describe, expect, it } from 'vitest';
import { sleep } from '../../../src/platform/clock.ts';
import { FakeClock } from './fake-clock.ts';

describe('FakeClock', () => {
  it('stands still until a test moves it', async () => {
    const clock = new FakeClock();
    const before = clock.now();
    let fired = false;
    clock.after(0, () => {
      fired = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(fired).toBe(false);
    expect(clock.now()).toBe(before);
  });

  it('fires what is due in order of time, then of making, each at its own time', async () => {
    const clock = new FakeClock(0);
    const fired: string[] = [];
    clock.after(20, () => fired.push(`late ${clock.now()}`));
    clock.after(10, () => fired.push(`first ${clock.now()}`));
    clock.after(10, () => fired.push(`second ${clock.now()}`));
    await clock.advance(19);
    expect(fired).toEqual(['first 10', 'second 10']);
    await clock.advance(1);
    expect(fired).toEqual(['first 10', 'second 10', 'late 20']);
  });

  it('lets promises settle between timers, and fires in the same call what they set', async () => {
    const clock = new FakeClock(0);
    const times: number[] = [];
    const loop = (async () => {
      for (let round = 0; round < 3; round += 1) {
        await sleep(clock, 5000);
        times.push(clock.now());
      }
    })();
    await clock.advance(15_000);
    await loop;
    expect(times).toEqual([5000, 10_000, 15_000]);
  });

  it('repeats until cancelled', async () => {
    const clock = new FakeClock(0);
    let ticks = 0;
    const cancel = clock.every(50, () => {
      ticks += 1;
    });
    await clock.advance(200);
    cancel();
    await clock.advance(200);
    expect(ticks).toBe(4);
    expect(clock.waiting).toBe(0);
  });

  it('never fires what was cancelled, not even by a timer of the same time', async () => {
    const clock = new FakeClock(0);
    let fired = false;
    clock.after(10, () => cancel());
    const cancel = clock.after(10, () => {
      fired = true;
    });
    await clock.advance(100);
    expect(fired).toBe(false);
  });

  it('moves the wall clock with the monotonic one', async () => {
    const clock = new FakeClock();
    const before = clock.wall();
    await clock.advance(1500);
    expect(clock.wall()).toBe(before + 1500);
  });

  it('refuses to tick without pause, which would never end', () => {
    expect(() => new FakeClock().every(0, () => {})).toThrow(RangeError);
  });
});
