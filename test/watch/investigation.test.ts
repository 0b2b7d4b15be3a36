import { expect, test } from 'vitest';
import type { Arm } from '../../src/probe/targets.ts';
import { Investigation } from '../../src/watch/investigation.ts';
import { FakeClock } from '../support/fake-clock.ts';

const ARM: Arm = {
  strategy: 'race',
  server: { address: '10.96.0.10', port: 53 },
  name: 'a.',
  transport: 'udp',
};

function investigate(arms: number, limits = { budget: 10, cooldown: 60_000 }) {
  const clock = new FakeClock();
  const ending = new AbortController();
  const sent: number[] = [];
  let spent = 0;
  let left = arms;
  const investigation = new Investigation(limits, {
    clock,
    signal: ending.signal,
    questions: () => ({ deal: () => (left-- > 0 ? ARM : undefined) }),
    pair: async () => sent.push(clock.now()),
    spend: (queries) => {
      spent += queries;
    },
  });
  return { clock, ending, investigation, sent, spent: () => spent };
}

test('the extra pairs cost the budget at the most, a quarter of a second apart', async () => {
  const { clock, investigation, sent, spent } = investigate(100);
  const run = investigation.run();
  await clock.advance(10_000);
  await run;
  expect(sent).toEqual([1000, 1250, 1500, 1750, 2000]);
  expect(spent()).toBe(10);
});

test('stalls meanwhile share one investigation, and the next waits for the cooldown', async () => {
  const { clock, investigation, sent } = investigate(100);
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

test('nothing is spent when nothing would tell more', async () => {
  const { investigation, spent } = investigate(0);
  await investigation.run();
  expect(spent()).toBe(0);
});

test('a budget of nothing turns it off', async () => {
  const { investigation, sent } = investigate(100, { budget: 0, cooldown: 1 });
  await investigation.run();
  expect(sent).toEqual([]);
});

test('the end of the agent ends it at once', async () => {
  const { clock, ending, investigation, sent } = investigate(100);
  const run = investigation.run();
  await clock.advance(300);
  ending.abort();
  await run;
  expect(sent).toHaveLength(2);
});
