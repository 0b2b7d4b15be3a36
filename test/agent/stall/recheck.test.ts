import { expect, test } from 'vitest';
import { Recheck } from '../../../src/agent/stall/recheck.ts';
import type { PairOutcome } from '../../../src/domain/pair.ts';
import { seededRandom } from '../../../src/platform/random.ts';
import type { Arm } from '../../../src/probe/arms.ts';
import { FakeClock } from '../../support/time/fake-clock.ts';
import { answered, pairOf, timedOut } from '../../support/wire/outcomes.ts';

// As the prober gives it: without the trailing dot.
const name = 'kubernetes.default.svc.cluster.local';
const WELL = pairOf(answered('A'), answered('AAAA'), { strategy: 'separate', name });
const ILL = pairOf(answered('A'), timedOut('AAAA'), { strategy: 'sticky', name });
const UNCACHED = pairOf(answered('A'), timedOut('AAAA'), { strategy: 'uncached', name });

const arm = ({ strategy, server, name, transport }: PairOutcome): Arm => {
  // As the rig makes it: the default name ends in a dot.
  return { strategy, server, target: 'vip', name: `${name}.`, transport };
};

const QUESTION: Arm = { ...arm(WELL), strategy: 'race' };

function recheck({ isNamed = false, open = [] as Arm[] } = {}) {
  const clock = new FakeClock();
  const source = new Recheck({
    clock,
    random: seededRandom('recheck'),
    arms: () => [arm(WELL), arm(ILL), arm(UNCACHED)],
    isNamed: () => isNamed,
    questions: { next: () => open.shift() },
  });
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
  const named = recheck({ isNamed: true });
  named.source.pair(ILL);
  expect(named.deal(4)).toEqual(['sticky', undefined, 'sticky', undefined]);
  expect(named.source.mayBeOver()).toBe(false);
  await named.clock.advance(10_000);
  expect(named.source.mayBeOver()).toBe(true);
  expect(named.deal(3)).toEqual(['sticky', 'sticky', 'sticky']);
  await named.clock.advance(60_000);
  expect(named.deal(2)).toEqual([undefined, undefined]);
  const unnamed = recheck();
  unnamed.source.pair(ILL);
  await unnamed.clock.advance(10_000);
  expect(unnamed.deal(3)).toEqual(['sticky', undefined, 'sticky']);
});

test('until the cause is named, the arms that show it get half of these turns', () => {
  const open = Array.from({ length: 9 }, () => QUESTION);
  const unnamed = recheck({ open });
  unnamed.source.pair(UNCACHED);
  expect(unnamed.deal(6)).toEqual(['uncached', undefined, 'race', undefined, 'uncached', undefined]);
  const named = recheck({ open, isNamed: true });
  named.source.pair(UNCACHED);
  expect(named.deal(4)).toEqual(['uncached', undefined, 'uncached', undefined]);
});

test('a standing socket that failed once and works again takes no turns, one that keeps failing does', () => {
  const { source, deal } = recheck({ open: [QUESTION] });
  source.pair(ILL);
  expect(deal(2)).toEqual(['sticky', undefined]);
  const works = { ...ILL, aaaa: answered('AAAA') };
  source.pair(works);
  expect(deal(4)).toEqual(['race', undefined, undefined, undefined]);
  source.pair(ILL);
  source.pair(ILL);
  source.pair(works);
  expect(deal(3)).toEqual(['sticky', undefined, 'sticky']);
});
