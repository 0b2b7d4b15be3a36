import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { withArrivals } from '../../src/platform/arrival.ts';
import { arrivalOn, at, sendingOn, systemClock } from '../../src/platform/clock.ts';

/** A thread whose time passes by `runs`, `sleeps` and `waits`, and never by itself. */
function thread() {
  let nowMs = 1000;
  let waitedMs = 40;
  const pass = (ms: number) => {
    nowMs += ms;
  };
  let readings = 0;
  const clock = withArrivals({ ...systemClock, now: () => nowMs }, () => {
    readings += 1;
    return waitedMs;
  });
  return {
    clock,
    /** How often the count was read. */
    readings: () => readings,
    now: () => nowMs,
    runs: pass,
    sleeps: pass,
    /** Is ready to run, and has no CPU. */
    waits: (ms: number) => {
      pass(ms);
      waitedMs += ms;
    },
    /** The end of this turn of the loop, and of `also` more in which nothing happens. */
    turns: async (also = 0) => {
      for (let turn = 0; turn <= also; turn += 1) await turnOfTheLoop();
    },
  };
}

describe('what is read after a sleep', () => {
  it('arrived when it woke the thread: the wait for a CPU is taken off', async () => {
    const { clock, sleeps, turns, waits } = thread();
    const sentMs = sendingOn(clock);
    await turns(1);
    sleeps(3);
    waits(4);
    const arrival = arrivalOn(clock);
    expect(arrival.readMs).toBe(sentMs + 7);
    expect(arrival.since(sentMs)).toBe(sentMs + 3);
  });

  it('arrived when it was read, if the thread had a CPU at once', async () => {
    const { clock, sleeps, turns } = thread();
    const sentMs = sendingOn(clock);
    await turns();
    sleeps(3);
    expect(arrivalOn(clock).since(sentMs)).toBe(sentMs + 3);
  });

  it('keeps its date while others are handled', async () => {
    const { clock, runs, sleeps, turns, waits } = thread();
    waits(1);
    const sentMs = sendingOn(clock);
    await turns();
    sleeps(3);
    waits(4);
    const arrival = arrivalOn(clock);
    runs(1);
    waits(9);
    expect(arrival.since(sentMs)).toBe(sentMs + 3);
  });

  it('is never dated before it came, if the count is read while it is handled', async () => {
    const { clock, readings, runs, sleeps, turns, waits } = thread();
    const sentMs = sendingOn(clock);
    await turns();
    sleeps(3);
    waits(4);
    const before = readings();
    const arrival = arrivalOn(clock);
    expect(readings()).toBe(before);
    runs(0.5);
    waits(1);
    // Of the 5 ms that it waited, at most 1.5 were after it was read.
    expect(arrival.since(sentMs)).toBeCloseTo(sentMs + 3 + 0.5, 9);
    waits(50);
    expect(arrival.since(sentMs)).toBeCloseTo(sentMs + 3 + 0.5, 9);
  });

  it('is not dated by the waits of earlier turns', async () => {
    const { clock, sleeps, turns, waits } = thread();
    const sentMs = sendingOn(clock);
    await turns();
    sleeps(1);
    waits(5);
    await turns();
    sleeps(2);
    waits(4);
    expect(arrivalOn(clock).since(sentMs)).toBe(sentMs + 8);
  });
});

describe('what is read after the thread lost its CPU', () => {
  it('is never dated before its query', () => {
    const { clock, now, runs, waits } = thread();
    waits(30);
    const sentMs = sendingOn(clock);
    waits(6);
    runs(0.2);
    const since = arrivalOn(clock).since(sentMs);
    expect(since).toBeCloseTo(sentMs + 0.2, 9);
    expect(arrivalOn(clock).since(now())).toBe(now());
  });

  it('is dated by the send of its own query, not of another one', () => {
    const { clock, runs, waits } = thread();
    const first = sendingOn(clock);
    waits(12);
    const second = sendingOn(clock);
    runs(0.3);
    const arrival = arrivalOn(clock);
    expect(arrival.since(first) - first).toBeCloseTo(0.3, 9);
    expect(arrival.since(second) - second).toBeCloseTo(0.3, 9);
  });

  it('may have arrived in the turn before, after that turn had read its sockets', async () => {
    const { clock, runs, turns, waits } = thread();
    const sentMs = sendingOn(clock);
    await turns(1);
    waits(8);
    await turns();
    runs(0.05);
    expect(arrivalOn(clock).since(sentMs) - sentMs).toBeCloseTo(0.05, 9);
  });
});

describe('a thread that had to wait', () => {
  it('is busy for a second', async () => {
    const { clock, sleeps, turns, waits } = thread();
    sendingOn(clock);
    await turns();
    expect(clock.isBusy?.()).toBe(false);
    waits(0.6);
    await turns();
    expect(clock.isBusy?.()).toBe(true);
    sleeps(1001);
    expect(clock.isBusy?.()).toBe(false);
  });

  it('takes the time of a send again, if it lost its CPU while it took it', () => {
    const readings = [0, 0, 1, 7, 7, 7.01];
    const clock = withArrivals({ ...systemClock, now: () => readings.shift() ?? Number.NaN }, () => 0);
    expect(sendingOn(clock)).toBe(7.01);
    expect(readings).toEqual([]);
  });
});

describe('long after the last send', () => {
  /** How often the count is read in a turn of the loop, `ms` after a send. */
  async function readingsInATurn(ms: number) {
    let nowMs = 1000;
    let readings = 0;
    const waitedMs = () => {
      readings += 1;
      return 0;
    };
    const clock = withArrivals({ ...systemClock, now: () => nowMs }, waitedMs);
    sendingOn(clock);
    await turnOfTheLoop();
    nowMs += ms;
    await turnOfTheLoop();
    const before = readings;
    nowMs += 1;
    await turnOfTheLoop();
    return readings - before;
  }

  it('the count is not read in each turn', async () => {
    expect([await readingsInATurn(240), await readingsInATurn(260)]).toEqual([1, 0]);
  });

  it('an answer is dated when it is read', async () => {
    const { clock, now, sleeps, turns, waits } = thread();
    const sentMs = sendingOn(clock);
    await turns();
    sleeps(300);
    await turns();
    waits(2);
    expect(arrivalOn(clock).since(sentMs)).toBe(now());
  });

  it('an answer that woke the thread still arrived before its wait for a CPU', async () => {
    const { clock, sleeps, turns, waits } = thread();
    const sentMs = sendingOn(clock);
    await turns(1);
    sleeps(4000);
    waits(9);
    expect(arrivalOn(clock).since(sentMs)).toBe(sentMs + 4000);
  });
});

it('a clock that does not count waits takes the time of reading for the time of arrival', () => {
  expect(arrivalOn({ now: () => 5 }).since(2)).toBe(5);
  expect(sendingOn({ now: () => 5 })).toBe(5);
  expect(at(3).since(1)).toBe(3);
});
