import { describe, expect, it } from 'vitest';
import { sleep } from '../../src/platform/clock.ts';
import { seededRandom } from '../../src/platform/random.ts';
import { QueryBudget } from '../../src/schedule/query-budget.ts';
import { type Job, Scheduler } from '../../src/schedule/scheduler.ts';
import { FakeClock } from '../support/time/fake-clock.ts';

const HOUR_MS = 3_600_000;

function start(perSecond: number, makeJobs: (clock: FakeClock, signal: AbortSignal) => Job[]) {
  const clock = new FakeClock(0);
  const controller = new AbortController();
  const skipped: string[] = [];
  const broken: unknown[] = [];
  let ticks = 0;
  const scheduler = new Scheduler({
    clock,
    random: seededRandom('node-1'),
    signal: controller.signal,
    budget: new QueryBudget(clock, perSecond),
    ticked: () => {
      ticks += 1;
    },
    skipped: (name, reason) => skipped.push(`${name} ${reason}`),
    broke: (name, error) => broken.push(name, error),
  });
  const running = scheduler.run(makeJobs(clock, controller.signal));
  return { clock, skipped, broken, ticks: () => ticks, abort: () => controller.abort(), running };
}

const job = (run: Job['run'], changes: Partial<Job> = {}): Job => ({
  name: 'pair',
  intervalMs: 1000,
  cost: 2,
  maxInFlight: 4,
  run,
  ...changes,
});

describe('Scheduler', () => {
  it('runs each job once an interval, the first ones as soon as the budget allows', async () => {
    const runs: string[] = [];
    const { clock, skipped, abort, running, ticks } = start(100, () => [
      job(async () => runs.push('pair') && 2),
      job(async () => runs.push('lookup') && 2, { name: 'lookup', intervalMs: 5000 }),
    ]);
    await clock.advance(60_000);
    expect([
      runs.filter((run) => run === 'pair').length,
      runs.filter((run) => run === 'lookup').length,
    ]).toEqual([60, 12]);
    expect([ticks(), skipped]).toEqual([72, []]);
    abort();
    await running;
  });

  it('lets slow runs overlap up to their bound, and counts what it left out', async () => {
    let inFlight = 0;
    let most = 0;
    let runs = 0;
    const { clock, skipped, abort, running } = start(100, (given, signal) => [
      job(
        async () => {
          runs += 1;
          inFlight += 1;
          most = Math.max(most, inFlight);
          await sleep(given, 10_000, signal);
          inFlight -= 1;
          return 2;
        },
        { maxInFlight: 3 },
      ),
    ]);
    await clock.advance(60_000);
    expect(most).toBe(3);
    expect(runs + skipped.length).toBe(60);
    expect(new Set(skipped)).toEqual(new Set(['pair in-flight']));
    abort();
    await running;
    expect(inFlight).toBe(0);
  });

  it('a job in flight does not hold up another', async () => {
    let runs = 0;
    const run = async () => {
      runs += 1;
      return 2;
    };
    const { clock, abort, running } = start(100, (given, signal) => [
      job(() => sleep(given, HOUR_MS, signal).then(() => 2), { maxInFlight: 1 }),
      job(run, { name: 'lookup' }),
    ]);
    await clock.advance(30_000);
    expect(runs).toBe(30);
    abort();
    await running;
  });

  it.each([
    ['throws', () => Promise.reject(new Error('broken'))],
    [
      'throws at once',
      () => {
        throw new Error('broken');
      },
    ],
  ] as const)('goes on when a job %s, and tells', async (_, run) => {
    let others = 0;
    const other = async () => {
      others += 1;
      return 2;
    };
    const { clock, broken, skipped, abort, running } = start(100, () => [
      job(run, { maxInFlight: 1 }),
      job(other, { name: 'lookup' }),
    ]);
    await clock.advance(10_000);
    expect([others, broken.length / 2, skipped]).toEqual([10, 10, []]);
    expect(broken.slice(0, 2)).toEqual(['pair', new Error('broken')]);
    abort();
    await running;
  });

  it('starts nothing after the abort, and waits for what is under way', async () => {
    let started = 0;
    let ended = 0;
    const { clock, abort, running } = start(100, (given) => [
      job(async () => {
        started += 1;
        await sleep(given, 3000);
        ended += 1;
        return 2;
      }),
    ]);
    await clock.advance(10_000);
    const before = started;
    abort();
    let over = false;
    const waiting = running.then(() => {
      over = true;
    });
    await clock.advance(1);
    expect([over, started > ended]).toEqual([false, true]);
    await clock.advance(10_000);
    await waiting;
    expect([started, ended]).toEqual([before, before]);
  });

  it('keeps the average load under the bound for an hour, though lookups cost more than planned', async () => {
    let sent = 0;
    let sentLateInTheHour = 0;
    const sends = (queries: number, afterMs: number) => async (clock: FakeClock, signal: AbortSignal) => {
      await sleep(clock, afterMs, signal);
      sent += queries;
      if (clock.now() > HOUR_MS / 2) sentLateInTheHour += queries;
      return queries;
    };
    const { clock, skipped, abort, running } = start(2, (given, signal) => [
      // Four candidates for each name, one in a stall with its retries, and pairs that cost what they say.
      job(() => sends(8, 3)(given, signal), { name: 'lookup', intervalMs: 5000 }),
      job(() => sends(12, 5000)(given, signal), { name: 'lookup', intervalMs: 5000 }),
      job(() => sends(2, 3)(given, signal), { intervalMs: 2000 }),
    ]);
    await clock.advance(HOUR_MS);
    // What a run sends beyond its plan is known when it ends, and then paid for: the last of them are still owed.
    const owed = 8 - 2 + (12 - 2);
    expect(sent).toBeLessThanOrEqual(2 * (HOUR_MS / 1000) + owed);
    expect(sentLateInTheHour).toBeLessThanOrEqual(2 * (HOUR_MS / 2000) + owed);
    // The bound is used, not just kept.
    expect(sent).toBeGreaterThan(1.95 * (HOUR_MS / 1000));
    expect(new Set(skipped)).toEqual(new Set(['lookup budget', 'pair budget']));
    abort();
    await running;
  });

  it('leaves nothing out where the jobs fit the bound', async () => {
    const { clock, skipped, abort, running } = start(2, () => [
      job(async () => 2, { name: 'lookup', intervalMs: 4000 }),
      job(async () => 2, { intervalMs: 4000 }),
    ]);
    await clock.advance(10_000);
    skipped.length = 0;
    await clock.advance(HOUR_MS);
    expect(skipped).toEqual([]);
    abort();
    await running;
  });

  it('gives a job that sent nothing its cost back', async () => {
    let runs = 0;
    const run = async () => {
      runs += 1;
      return 2;
    };
    const { clock, abort, running } = start(2, () => [
      job(async () => 0, { intervalMs: 100, cost: 2 }),
      job(run, { name: 'lookup', intervalMs: 2000 }),
    ]);
    await clock.advance(60_000);
    expect(runs).toBeGreaterThanOrEqual(29);
    abort();
    await running;
  });

  it('is over at once without jobs', async () => {
    await expect(start(2, () => []).running).resolves.toBeUndefined();
  });
});
