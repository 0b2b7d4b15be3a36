import { describe, expect, it } from 'vitest';
import { plannedQps, startCredit } from '../../src/config/arithmetic.ts';
import { loadConfig } from '../../src/config/load.ts';
import { QueryBudget } from '../../src/schedule/query-budget.ts';
import { FakeClock } from '../support/time/fake-clock.ts';

const configOf = (flags: Readonly<Record<string, string | string[]>>) =>
  loadConfig({ flags, env: {}, hostname: 'node-1', readFile: () => '' });
const TWO_NAMES = { name: ['a.test.', 'b.test.'] };

describe('plannedQps', () => {
  it('adds up lookups of each name by each profile, and pairs, two queries each', () => {
    expect(plannedQps(configOf({}))).toEqual({
      nameCount: 1,
      lookups: 0.4,
      pairs: 1,
      traces: 0,
      all: 1.4,
    });
    expect(plannedQps(configOf(TWO_NAMES))).toMatchObject({ nameCount: 2, lookups: 0.8, pairs: 1, all: 1.8 });
  });

  it('adds the lookups of HTTP traces, and shows them in the message', () => {
    const traceTarget = Array.from({ length: 10 }, (_, index) => `https://shop-${index}.test/`);
    const nine = configOf({ traceTarget: traceTarget.slice(1) });
    expect(plannedQps(nine)).toMatchObject({ pairs: 1, traces: 0.6, all: 2 });
    expect(() => configOf({ traceTarget })).toThrow(
      'names x profiles x 2 / lookups.interval + 2 / pairs.interval + trace.targets x 2 / trace.interval = ' +
        '1 x 2 x 2 / 10s + 2 / 2s + 10 x 2 / 30s = 0.4 + 1 + 0.667 = 2.067 queries a second, more than 2',
    );
  });
});

describe('startCredit', () => {
  it.each([
    ['half of a budget', {}, 100],
    ['half of a budget, with two names as well', TWO_NAMES, 100],
    ['what the intervals leave over in ten minutes', { maxQps: '1.45' }, 30],
    ['nothing where they leave nothing over', { maxQps: '1.4' }, 0],
    ['nothing where investigations are off', { investigationBudget: '0' }, 0],
  ])('is %s', (_, flags, queries) => {
    expect(startCredit(configOf(flags))).toEqual({ queries, withinSeconds: 600 });
  });
});

/** Queries that an investigation can send at 4 pairs a second, `afterMs` after a cold start, beside the schedule. */
async function investigated(flags: Readonly<Record<string, string | string[]>>, afterMs: number) {
  const config = configOf(flags);
  const clock = new FakeClock();
  const budget = new QueryBudget(clock, config.maxQps, { burst: 200, credit: startCredit(config) });
  let planned = 0;
  const tick = async () => {
    await clock.advance(250);
    planned += plannedQps(config).all / 4;
    while (planned >= 2 && budget.take(2)) planned -= 2;
  };
  for (let ms = 0; ms < afterMs; ms += 250) await tick();
  let queries = 0;
  while (queries < 200 && budget.takeSpare(2)) {
    queries += 2;
    await tick();
  }
  return queries;
}

describe('an investigation half a minute after a cold start', () => {
  it('can send a hundred queries and more, with two names about as many', async () => {
    expect(await investigated({}, 30_000)).toBeGreaterThanOrEqual(110);
    expect(await investigated(TWO_NAMES, 30_000)).toBeGreaterThanOrEqual(96);
  });

  it('can send all of its budget after five minutes', async () => {
    expect(await investigated({}, 300_000)).toBe(200);
  });
});
