import { describe, expect, test } from 'vitest';
import { EventTimes } from '../../../src/window/history/event-times.ts';
import { FakeClock } from '../../support/time/fake-clock.ts';
import { answered, lookup, pairOf } from '../../support/wire/outcomes.ts';

const HOUR = 3_600_000;

/** Dates by a clock that a test may set, an hour after its start. */
function dated() {
  const fake = new FakeClock(HOUR);
  const set = { byMs: 0 };
  const clock = { now: () => fake.now(), wall: () => fake.wall() + set.byMs };
  const dates = new EventTimes(clock);
  const pass = async (ms: number) => {
    await fake.advance(ms);
    dates.now();
  };
  return { clock, dates, pass, setBy: (ms: number) => (set.byMs += ms) };
}

const pairAt = (startedAt: number, durationMs = 2) =>
  pairOf(answered('A'), answered('AAAA'), { startedAt, durationMs });

test('now is the monotonic clock', async () => {
  const { dates, pass } = dated();
  await pass(500);
  expect(dates.now()).toBe(HOUR + 500);
});

describe('an outcome', () => {
  test('began when its date says, pair or lookup, however late it is reported', async () => {
    const { clock, dates, pass } = dated();
    const startedAt = clock.wall();
    await pass(8_000);
    expect(dates.startMsOf(pairAt(startedAt))).toBe(HOUR);
    expect(dates.startMsOf(lookup({ startedAt, durationMs: 5_000 }, []))).toBe(HOUR);
  });

  test.each([HOUR, -HOUR])('began then also if the wall clock was set by %d ms since', async (jump) => {
    const { clock, dates, pass, setBy } = dated();
    await pass(1_000);
    const startedAt = clock.wall();
    await pass(1_000);
    setBy(jump);
    await pass(1_000);
    expect(dates.startMsOf(pairAt(startedAt))).toBe(HOUR + 1_000);
  });

  test('whose date is older than the history began as late as possible', async () => {
    const { clock, dates, pass, setBy } = dated();
    await pass(1_000);
    setBy(HOUR);
    await pass(1_000);
    expect(dates.startMsOf(pairAt(clock.wall() - HOUR / 2, 300))).toBe(HOUR + 2_000 - 300);
  });
});

describe('a change of the DNS pods', () => {
  test('that there was none stays so', () => {
    const { dates } = dated();
    expect(dates.changedAt(undefined, dates.now())).toBeUndefined();
  });

  test('is converted by the wall clock as it is set now, and stays the same moment', async () => {
    const { clock, dates, pass, setBy } = dated();
    const toldAt = clock.wall();
    await pass(1_000);
    expect(dates.changedAt(toldAt, dates.now())).toBe(toldAt);
    setBy(HOUR);
    await pass(1_000);
    expect(dates.changedAt(toldAt, dates.now())).toBe(toldAt + HOUR);
    // How the clock was set then is forgotten; when the change was is not.
    dates.forget(dates.now());
    expect(dates.toMonotonic(toldAt, dates.now())).toBeUndefined();
    expect(dates.changedAt(toldAt, dates.now())).toBe(toldAt + HOUR);
  });

  test('is replaced by the next one', async () => {
    const { clock, dates, pass } = dated();
    const [first, second] = [clock.wall(), clock.wall() + 5_000];
    expect(dates.changedAt(first, dates.now())).toBe(first);
    await pass(6_000);
    expect(dates.changedAt(second, dates.now())).toBe(second);
  });

  test('at a date that the clock never showed counts from when it was reported', async () => {
    const { clock, dates, pass, setBy } = dated();
    await pass(1_000);
    setBy(HOUR);
    await pass(1_000);
    expect(dates.changedAt(clock.wall() - HOUR / 2, dates.now())).toBe(clock.wall());
  });
});
