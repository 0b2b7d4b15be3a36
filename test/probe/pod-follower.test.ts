import { describe, expect, it } from 'vitest';
import type { LookupOutcome } from '../../src/domain/lookup.ts';
import { silentLog } from '../../src/platform/log.ts';
import { seededRandom } from '../../src/platform/random.ts';
import { DnsPods } from '../../src/probe/dns-pods.ts';
import { PodFollower } from '../../src/probe/pod-follower.ts';
import { QueryBudget } from '../../src/schedule/query-budget.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import * as scripted from '../support/wire/outcomes.ts';

const QUERIES = [scripted.answered('A'), scripted.answered('AAAA')].map((outcome) => ({
  candidate: 0,
  attempt: 0,
  outcome,
}));
const found = (...addresses: string[]) => scripted.lookup({ result: 'ok', addresses, queries: QUERIES });
const failed = () => scripted.lookup({ result: 'server-failure', queries: QUERIES });

/** Counts the timers that were set: each would wake an idle process. */
class CountingClock extends FakeClock {
  timers = 0;

  override after(ms: number, fn: () => void) {
    this.timers += 1;
    return super.after(ms, fn);
  }
}

function follow(answer: (sinceMs: number) => LookupOutcome | Promise<LookupOutcome>, perSecond = 2) {
  const clock = new CountingClock();
  const startMs = clock.now();
  const ending = new AbortController();
  const looks: number[] = [];
  const broken: unknown[] = [];
  const pods = new DnsPods(
    { endpoints: [], endpointsName: 'dns-pods.test.', endpointsPort: 53 },
    {
      clock,
      log: silentLog,
      async lookup() {
        looks.push(clock.now() - startMs);
        return answer(clock.now() - startMs);
      },
      qtypes: () => ['A'],
      changed: () => {},
    },
  );
  const budget = new QueryBudget(clock, perSecond);
  const random = seededRandom('node-1');
  const broke = (error: unknown) => broken.push(error);
  const follower = new PodFollower(pods, { clock, random, signal: ending.signal, budget, broke });
  const running = follower.run();
  const end = async () => {
    ending.abort();
    await running;
  };
  return { clock, pods, follower, looks, broken, end };
}

describe('PodFollower', () => {
  it('looks at once, and then twice a minute while nothing changes', async () => {
    const { clock, looks, end } = follow(() => found('10.244.0.5'));
    await clock.advance(600_000);
    expect(looks[0]).toBe(0);
    expect(looks.length).toBeGreaterThan(16);
    expect(looks.length).toBeLessThan(24);
    expect(Math.min(...looks.slice(1))).toBeGreaterThan(20_000);
    await end();
  });

  it('sleeps between two looks', async () => {
    const { clock, looks, end } = follow(() => found('10.244.0.5'));
    await clock.advance(600_000);
    expect(clock.timers).toBeLessThanOrEqual(2 * looks.length + 5);
    await end();
    expect(clock.waiting).toBe(0);
  });

  it('looks at once after a query straight to a pod failed, if the last look was long ago', async () => {
    const { clock, looks, follower, end } = follow(() => found('10.244.0.5'));
    await clock.advance(15_300);
    follower.pair(scripted.pair({ strategy: 'endpoint', a: scripted.timedOut('A') }));
    await clock.advance(1);
    expect(looks).toEqual([0, 15_300]);
    await end();
  });

  it.each([
    ['fails', failed],
    ['is empty', () => found()],
  ])('looks again after 1, 2 and 4 seconds while a look %s', async (_, nothing) => {
    const { clock, looks, pods, end } = follow((sinceMs) =>
      sinceMs < 3_000 ? nothing() : found('10.244.0.5'),
    );
    await clock.advance(10_000);
    expect(looks).toEqual([0, 1_000, 3_000]);
    expect(pods.isKnown).toBe(true);
    await end();
  });

  it('looks every three seconds for a minute while no set is known, also while looks stall, and rarely afterwards', async () => {
    const { clock, looks, end } = follow(
      () => new Promise((resolve) => void clock.after(10_000, () => resolve(failed()))),
    );
    await clock.advance(60_000);
    expect(looks.length).toBeGreaterThan(14);
    expect(looks.length).toBeLessThan(26);
    const early = looks.length;
    await clock.advance(120_000);
    expect(looks.length - early).toBeLessThan(7);
    await clock.advance(20_000);
    await end();
  });

  it('does not wait for a look that stalls', async () => {
    const { clock, looks, pods, end } = follow((sinceMs) =>
      sinceMs === 0 ? new Promise(() => {}) : found('10.244.0.5'),
    );
    await clock.advance(1_500);
    expect([looks, pods.isKnown]).toEqual([[0, 1_000], true]);
    void end();
  });

  it('looks every few seconds for a minute after the set changed', async () => {
    const { clock, looks, end } = follow((sinceMs) => found(sinceMs < 60_000 ? '10.244.0.5' : '10.244.0.6'));
    await clock.advance(240_000);
    const change = looks.find((look) => look >= 60_000) ?? 0;
    const soon = looks.filter((look) => look > change && look <= change + 60_000);
    expect(soon.length).toBeGreaterThanOrEqual(10);
    expect(looks.filter((look) => look > change + 70_000).length).toBeLessThan(6);
    await end();
  });

  it('looks soon after a query straight to a pod failed, and not for each of them', async () => {
    const { clock, looks, follower, end } = follow(() => found('10.244.0.5'));
    await clock.advance(15_000);
    follower.pair(scripted.pair({ strategy: 'pair', a: scripted.timedOut('A') }));
    await clock.advance(3_000);
    expect(looks).toEqual([0]);
    for (let second = 0; second < 60; second += 1) {
      follower.pair(scripted.pair({ strategy: 'endpoint', a: scripted.timedOut('A') }));
      await clock.advance(1_000);
    }
    expect(looks[1]).toBeLessThanOrEqual(20_000);
    expect(looks.length).toBeLessThanOrEqual(8);
    await end();
  });

  it('takes what a look costs out of the budget, and waits while there is nothing left', async () => {
    const { clock, looks, end } = follow(() => found('10.244.0.5'), 0.02);
    // The first look is owed: two queries at one in 50 seconds, and as long again for the next.
    await clock.advance(195_000);
    expect(looks).toEqual([0]);
    await clock.advance(10_000);
    expect(looks).toHaveLength(2);
    await end();
  });

  it('goes on after a defect, and reports it', async () => {
    const { clock, looks, broken, end } = follow((sinceMs) => {
      if (sinceMs === 0) throw new Error('broken');
      return found('10.244.0.5');
    });
    await clock.advance(2_000);
    expect([looks, broken]).toEqual([[0, 1_000], [new Error('broken')]]);
    await end();
  });
});
