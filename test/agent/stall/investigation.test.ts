import { describe, expect, test } from 'vitest';
import { Investigation } from '../../../src/agent/stall/investigation.ts';
import type { Strategy } from '../../../src/domain/strategy.ts';
import type { Arm } from '../../../src/probe/arms.ts';
import { FakeClock } from '../../support/time/fake-clock.ts';

const arm = (strategy: Strategy): Arm => ({
  strategy,
  server: { address: '10.96.0.10', port: 53 },
  target: 'vip',
  name: 'a.',
  transport: 'udp',
});

/** `questions` and `purse` are how many there are: of things worth asking, and of queries to spend. Of `defects` each spoils a pair. */
function investigate({
  questions = 100,
  purse = 1000,
  budget = 10,
  cooldown = 60_000,
  defects = [] as Error[],
  rechecked = [] as Arm[],
  mayBeOver = false,
} = {}) {
  const clock = new FakeClock(1000);
  const ending = new AbortController();
  const sent: number[] = [];
  const broken: unknown[] = [];
  let left = questions;
  let spent = 0;
  const investigation = new Investigation(
    { budget, cooldown },
    {
      clock,
      signal: ending.signal,
      recheck: { next: () => rechecked.shift(), mayBeOver: () => mayBeOver },
      questions: {
        next() {
          if (left === 0) return undefined;
          left -= 1;
          return arm('race');
        },
      },
      rotation: { next: () => arm('staggered') },
      async pair() {
        sent.push(clock.now());
        const defect = defects.shift();
        if (defect) throw defect;
      },
      broke: (error) => broken.push(error),
      afford(queries) {
        if (spent + queries > purse) return false;
        spent += queries;
        return true;
      },
    },
  );
  return { clock, ending, investigation, sent, broken, spent: () => spent };
}

test('the extra pairs cost the budget at the most, a quarter of a second apart', async () => {
  const { clock, investigation, sent, spent } = investigate();
  const run = investigation.run();
  await clock.advance(10_000);
  await run;
  expect(sent).toEqual([1000, 1250, 1500, 1750, 2000]);
  expect(spent()).toBe(10);
});

test('they end when the load budget bears no more', async () => {
  const { clock, investigation, sent } = investigate({ purse: 5 });
  const run = investigation.run();
  await clock.advance(10_000);
  await run;
  expect(sent).toEqual([1000, 1250]);
});

test('stalls meanwhile share one investigation, and the next waits for the cooldown', async () => {
  const { clock, investigation, sent } = investigate();
  const runs = Promise.all([investigation.run(), investigation.run()]);
  await clock.advance(10_000);
  await runs;
  await investigation.run();
  expect(sent).toHaveLength(5);
  await clock.advance(60_000);
  const again = investigation.run();
  await clock.advance(10_000);
  await again;
  expect(sent).toHaveLength(10);
});

test('an investigation sends nothing when no strategy would show more', async () => {
  const { investigation, spent } = investigate({ questions: 0 });
  await investigation.run();
  expect(spent()).toBe(0);
});

test('the end of the agent ends it at once', async () => {
  const { clock, ending, investigation, sent } = investigate();
  const run = investigation.run();
  await clock.advance(300);
  ending.abort();
  await run;
  expect(sent).toHaveLength(2);
});

test('a defect spoils one pair: it is reported, and the others are sent', async () => {
  const defects = [new Error('no thread'), new Error('no thread either')];
  const { clock, investigation, sent, broken } = investigate({ defects: [...defects] });
  const run = investigation.run();
  await clock.advance(10_000);
  await expect(run).resolves.toBeUndefined();
  expect(broken).toEqual(defects);
  expect(sent).toHaveLength(5);
});

describe('what the rotation asks', () => {
  test('is what it always asks while nothing stalled', () => {
    expect(investigate().investigation.next()?.strategy).toBe('staggered');
  });

  test('are the questions after a stall, and the whole rotation again for the second half of the cooldown', async () => {
    const { clock, investigation } = investigate({ budget: 2 });
    const run = investigation.run();
    await clock.advance(1_000);
    await run;
    expect(investigation.next()?.strategy).toBe('race');
    await clock.advance(28_999);
    expect(investigation.next()?.strategy).toBe('race');
    await clock.advance(1);
    expect(investigation.next()?.strategy).toBe('staggered');
  });

  test('is its usual order once no strategy would show more', async () => {
    const { investigation } = investigate({ questions: 0 });
    await investigation.run();
    expect(investigation.next()?.strategy).toBe('staggered');
  });

  test('is a way that had trouble, if there is no question and it is the turn of one', async () => {
    const { investigation } = investigate({ questions: 1, budget: 0, rechecked: [arm('sticky')] });
    expect([investigation.next()?.strategy, investigation.next()?.strategy]).toEqual(['sticky', 'staggered']);
  });

  test('does not change where investigations are turned off', async () => {
    const { investigation, sent } = investigate({ budget: 0 });
    await investigation.run();
    expect([investigation.next()?.strategy, sent]).toEqual(['staggered', []]);
  });
});

test('while a named fault may be over, its end is looked for between two turns as well, and the load budget bounds that', async () => {
  const rechecked = [arm('pair'), arm('race'), arm('pair'), arm('race')];
  const over = investigate({ rechecked, mayBeOver: true, purse: 2 });
  expect(over.investigation.next()?.strategy).toBe('pair');
  await over.clock.advance(1_000);
  expect(over.sent).toEqual([2_000]);
  expect(over.investigation.next()?.strategy).toBe('pair');
  await over.clock.advance(1_000);
  expect(over.sent).toEqual([2_000]);
  const lasting = investigate({ rechecked: [arm('pair'), arm('race')] });
  expect(lasting.investigation.next()?.strategy).toBe('pair');
  await lasting.clock.advance(10_000);
  expect(lasting.sent).toEqual([]);
});
