import { expect, test } from 'vitest';
import { Recheck } from '../../src/agent/recheck.ts';
import type { PairOutcome } from '../../src/domain/pair.ts';
import { seededRandom } from '../../src/platform/random.ts';
import type { Arm } from '../../src/probe/arms.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { answered, pairOf, timedOut } from '../support/wire/outcomes.ts';

// As the prober gives it: without the trailing dot.
const name = 'kubernetes.default.svc.cluster.local';
const WELL = pairOf(answered('A'), answered('AAAA'), { strategy: 'separate', name });
const ILL = pairOf(answered('A'), timedOut('AAAA'), { strategy: 'sticky', name });

const arm = ({ strategy, server, name, transport }: PairOutcome): Arm => {
  // As the rig makes it: the default name ends in a dot.
  return { strategy, server, target: 'vip', name: `${name}.`, transport };
};

function recheck(isNamed?: () => boolean) {
  const clock = new FakeClock();
  const source = new Recheck(clock, seededRandom('recheck'), () => [arm(WELL), arm(ILL)], isNamed);
  const deal = (count: number) => Array.from({ length: count }, () => source.next()?.strategy);
  return { clock, source, deal };
}

test('a way that had trouble is asked every other time', () => {
  const { source, deal } = recheck();
  source.pair(WELL);
  source.pair(ILL);
  expect(deal(4)).toEqual(['sticky', undefined, 'sticky', undefined]);
});

test('an arm is no longer asked once it has worked for a minute', async () => {
  const { clock, source, deal } = recheck();
  source.pair(ILL);
  await clock.advance(40_000);
  source.pair(ILL);
  await clock.advance(60_000);
  expect(deal(2)).toEqual(['sticky', undefined]);
  await clock.advance(1);
  expect(deal(2)).toEqual([undefined, undefined]);
});

test('no arm is asked again while none fails', () => {
  const { source, deal } = recheck();
  source.pair(WELL);
  expect(deal(3)).toEqual([undefined, undefined, undefined]);
});

test('a turn is not spent on a DNS pod that has gone', () => {
  const { source, deal } = recheck();
  const gone = { ...ILL, strategy: 'endpoint' as const, server: { address: '10.244.0.9', port: 53 } };
  source.pair(gone);
  expect(deal(2)).toEqual([undefined, undefined]);
  source.pair(ILL);
  expect(deal(6)).toEqual(['sticky', undefined, 'sticky', undefined, 'sticky', undefined]);
});

test('every turn looks for the end of a fault whose cause is named, and which may be over', async () => {
  const named = recheck(() => true);
  named.source.pair(ILL);
  expect(named.deal(4)).toEqual(['sticky', undefined, 'sticky', undefined]);
  await named.clock.advance(10_000);
  expect(named.deal(3)).toEqual(['sticky', 'sticky', 'sticky']);
  await named.clock.advance(60_000);
  expect(named.deal(2)).toEqual([undefined, undefined]);
  const unnamed = recheck(() => false);
  unnamed.source.pair(ILL);
  await unnamed.clock.advance(10_000);
  expect(unnamed.deal(3)).toEqual(['sticky', undefined, 'sticky']);
});
