/** What the agent does at an interval besides its probes. */

import { describe, expect, it } from 'vitest';
import { startSteps } from '../../src/agent/steps.ts';
import { type Log, silentLog } from '../../src/platform/log.ts';
import { FakeClock } from '../support/time/fake-clock.ts';

const MINUTE_MS = 60_000;

/** Runs the steps for a minute, and returns how often each part had its turn, and the times at which the table was looked at. */
async function aMinute(flowsMs: number, log: Log = silentLog, review: () => void = () => undefined) {
  const clock = new FakeClock();
  const count = { window: 0, incidents: 0, judgements: 0, timers: 0 };
  const flowsAtMs: number[] = [];
  const every: FakeClock['every'] = (ms, fn) => {
    count.timers += 1;
    return clock.every(ms, fn);
  };
  const stops = startSteps(
    flowsMs,
    {
      clock: { now: () => clock.now(), wall: () => clock.wall(), after: clock.after.bind(clock), every },
      log,
    },
    {
      window: {
        async step() {
          count.window += 1;
        },
      },
      flows: { step: async () => void flowsAtMs.push(clock.now()) },
      incidents: {
        review() {
          count.incidents += 1;
          review();
        },
      },
      judgements: {
        step() {
          count.judgements += 1;
        },
      },
    },
  );
  const startMs = clock.now();
  await clock.advance(MINUTE_MS);
  for (const stop of stops) stop();
  const atEnd = { ...count };
  await clock.advance(MINUTE_MS);
  expect(count).toEqual(atEnd);
  return { ...count, flowsAtMs: flowsAtMs.map((atMs) => atMs - startMs) };
}

describe('the steps of the agent', () => {
  it('read the counters, review and judge every five seconds, until they are stopped', async () => {
    expect(await aMinute(10_000)).toMatchObject({ window: 12, incidents: 12, judgements: 12 });
  });

  it('look at the conntrack table in the same step, where its interval allows that', async () => {
    for (const flowsMs of [5_000, 10_000, 20_000]) {
      const { timers, flowsAtMs } = await aMinute(flowsMs);
      expect(timers).toBe(1);
      expect(flowsAtMs).toEqual(Array.from({ length: 12 }, (_, index) => 5_000 * (index + 1)));
    }
  });

  it('look at it at its own interval otherwise', async () => {
    const { timers, flowsAtMs } = await aMinute(7_000);
    expect(timers).toBe(2);
    expect(flowsAtMs).toEqual(Array.from({ length: 8 }, (_, index) => 7_000 * (index + 1)));
  });

  it('go on, and judge, after a fault in a review', async () => {
    const logged: unknown[] = [];
    const log: Log = { ...silentLog, error: (fields: unknown) => void logged.push(fields) };
    const { window, judgements } = await aMinute(10_000, log, () => {
      throw new Error('broken');
    });
    expect([window, judgements]).toEqual([12, 12]);
    expect(logged).toHaveLength(12);
    expect(logged[0]).toMatchObject({ work: 'review' });
  });
});
