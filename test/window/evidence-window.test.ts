import { expect, test } from 'vitest';
import type { NodeDelta } from '../../src/domain/node.ts';
import { absent } from '../../src/domain/reading.ts';
import type { Strategy } from '../../src/domain/strategy.ts';
import type { Judgement } from '../../src/window/claims/judgement.ts';
import { EvidenceWindow } from '../../src/window/evidence-window.ts';
import type { CurrentContext } from '../../src/window/history/context.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { answered, pairOf, timedOut } from '../support/wire/outcomes.ts';
import { blindSnapshot, CLUSTER_CONTEXT } from './contexts.ts';

async function watch(nodeAgeMs = CLUSTER_CONTEXT.nodeAgeMs) {
  const clock = new FakeClock();
  const steps: NodeDelta[] = [];
  const window = await EvidenceWindow.start({
    clock,
    snapshot: async () => blindSnapshot(clock),
    context: () => ({ ...CLUSTER_CONTEXT, nodeAgeMs }),
    onStep: (step) => steps.push(step),
  });
  const pairs = (strategy: Strategy, count: number, lost: 'none' | 'aaaa' | 'both') => {
    for (let i = 0; i < count; i += 1) {
      const address = strategy === 'endpoint' ? '10.244.0.2' : '10.96.0.10';
      const a = lost === 'both' ? timedOut('A') : answered('A');
      const aaaa = lost === 'none' ? answered('AAAA') : timedOut('AAAA');
      const server = { address, port: 53 };
      const transport = strategy === 'tcp' ? 'tcp' : 'udp';
      window.pair(pairOf(a, aaaa, { strategy, server, transport, startedAt: clock.wall() }));
    }
  };
  return { clock, window, steps, pairs };
}

const named = ({ verdicts }: Judgement) => verdicts.map(({ cause }) => cause);

test('the window has no verdict before anything was measured', async () => {
  const { window } = await watch();
  expect(window.judge()).toMatchObject({ verdicts: [], raceWindow: 'unknown' });
});

test('a healthy path has no verdict', async () => {
  const { window, pairs } = await watch();
  pairs('pair', 100, 'none');
  pairs('separate', 100, 'none');
  expect(window.judge().verdicts).toEqual([]);
});

test('each step is reported once and remembered once, however many ask for it', async () => {
  const { clock, window, steps } = await watch();
  await clock.advance(5_000);
  await Promise.all([window.step(), window.step()]);
  expect(steps.map(({ elapsedMs }) => elapsedMs)).toEqual([5_000]);
  expect(window.remembered).toBe(1);
});

test('a total outage that clearly began in the middle of a window is no loss of a share', async () => {
  const { clock, window, pairs } = await watch();
  const startedAt = clock.wall();
  const ways = ['pair', 'separate', 'reopen', 'tcp', 'endpoint'] as const;
  for (const strategy of ways) pairs(strategy, 40, 'none');
  await clock.advance(8_000);
  const began = clock.wall();
  for (const strategy of ways) pairs(strategy, 60, 'both');
  const claims = ({ verdicts }: Judgement) =>
    verdicts.filter(({ confidence }) => confidence > 0.5).map(({ cause }) => cause);
  expect(claims(window.judgeWindow(startedAt))).not.toContain('endpoint-down');
  expect(claims(window.judgeWindow(startedAt, began))).toEqual(['endpoint-down']);
});

test('probes that succeeded before a fault do not hide its cause', async () => {
  const { clock, window, pairs } = await watch();
  pairs('pair', 3000, 'none');
  await clock.advance(60_000);
  pairs('pair', 60, 'aaaa');
  pairs('separate', 60, 'none');
  pairs('endpoint', 60, 'none');
  // Over the whole window 60 of 3060 pairs would not even show that pairs fare worse than the rest.
  expect(window.judge().verdicts[0]?.cause).toBe('conntrack-race');
});

test('a total fault is not judged as a partial one, although no probe failed before', async () => {
  const { clock, window, pairs } = await watch();
  const all = ['pair', 'separate', 'endpoint'] as const;
  for (const strategy of all) pairs(strategy, 40, 'none');
  await clock.advance(60_000);
  for (const strategy of all) pairs(strategy, 10, 'both');
  await clock.advance(10_000);
  expect(named(window.judge())).not.toContain('packet-loss');
  expect(window.judge().evidence).toMatchObject({
    windowMs: expect.closeTo(10_000, -1),
    arms: [
      { bothFailed: 10, pairs: 10 },
      { bothFailed: 10, pairs: 10 },
      { bothFailed: 10, pairs: 10 },
    ],
  });
});

test('a fault that is over has no verdict, though its losses are remembered', async () => {
  const { clock, window, pairs } = await watch();
  const all = ['pair', 'separate', 'endpoint'] as const;
  for (const strategy of all) pairs(strategy, 20, 'both');
  await clock.advance(60_000);
  for (const strategy of all) pairs(strategy, 10, 'none');
  expect(window.remembered).toBe(90);
  expect(window.judge().verdicts).toEqual([]);
});

test('a fault that is over is not judged again when the next probe is troubled', async () => {
  const { clock, window, pairs } = await watch();
  const pass = async (seconds: number, isLost: (second: number) => boolean) => {
    for (let second = 0; second < seconds; second += 1) {
      await clock.advance(1_000);
      if (second % 3 === 0) pairs('pair', 1, isLost(second) ? 'both' : 'none');
      if (second % 5 === 0) await window.step();
    }
  };
  await pass(20, () => false);
  await pass(150, (second) => second % 6 === 0);
  const overMs = window.nowMs;
  await pass(72, () => false);
  await pass(6, () => true);
  const { evidence } = window.judge();
  expect(window.nowMs - evidence.windowMs).toBeGreaterThan(overMs - 5_000);
});

test('the beginning of a fault is not lost when the DNS pod that showed it leaves the set', async () => {
  const clock = new FakeClock();
  const [dead = '', well = ''] = CLUSTER_CONTEXT.endpoints;
  let context: CurrentContext = CLUSTER_CONTEXT;
  const window = await EvidenceWindow.start({
    clock,
    snapshot: async () => blindSnapshot(clock),
    context: () => context,
    onStep: () => {},
  });
  const ask = (strategy: Strategy, address: string, isLost: boolean) => {
    const [a, aaaa] = isLost ? [timedOut('A'), timedOut('AAAA')] : [answered('A'), answered('AAAA')];
    window.pair(pairOf(a, aaaa, { strategy, server: { address, port: 53 }, startedAt: clock.wall() }));
  };
  const pass = async (seconds: number, isLost: (address: string, second: number) => boolean) => {
    for (let second = 0; second < seconds; second += 1) {
      await clock.advance(1_000);
      const [strategy, address] = (
        [
          ['pair', '10.96.0.10'],
          ['endpoint', dead],
          ['endpoint', well],
        ] as const
      )[second % 3] ?? ['pair', ''];
      ask(strategy, address, isLost(address, second));
    }
  };
  await pass(10, () => false);
  await pass(150, (_, second) => second % 5 < 2);
  await pass(60, () => false);
  const beganMs = window.nowMs;
  await pass(24, (address, second) => address === dead || (address !== well && second % 2 === 0));
  const began = () => window.nowMs - window.judge().evidence.windowMs;
  expect(began()).toBeGreaterThanOrEqual(beganMs);
  context = {
    ...context,
    endpoints: [well],
    endpointsChangedAt: clock.wall(),
    endpointAbsences: [{ address: dead, fromMs: window.nowMs, untilMs: Number.POSITIVE_INFINITY }],
  };
  expect(began()).toBeGreaterThanOrEqual(beganMs);
  expect(named(window.judge())).not.toContain('packet-loss');
  // The VIP is asked so seldom that its recovery is not found soon, and the half minute for the node's rules is over.
  await clock.advance(35_000);
  ask('pair', '10.96.0.10', false);
  expect(named(window.judge())).toEqual([]);
});

test('nothing is said about the time before the start', async () => {
  const { clock, window } = await watch();
  await clock.advance(60_000);
  expect(window.judge().evidence.windowMs).toBe(60_000);
});

test("the first minutes of a node's life are not judged", async () => {
  const { window, pairs } = await watch(60_000);
  pairs('pair', 60, 'aaaa');
  pairs('separate', 60, 'none');
  expect(window.judge().verdicts.map(({ cause }) => cause)).toEqual(['not-enough-evidence']);
});

test('judging changes nothing: what was judged often and what was never judged say the same', async () => {
  const [judged, left] = [await watch(), await watch()];
  for (const { pairs } of [judged, left]) {
    pairs('race', 100, 'aaaa');
    for (const strategy of ['separate', 'sequential', 'reopen'] as const) pairs(strategy, 100, 'none');
  }
  expect(judged.window.judge().raceWindow).toBe('open');
  for (const { clock } of [judged, left]) await clock.advance(6 * 60_000);
  expect(judged.window.judge()).toEqual(left.window.judge());
  expect(judged.window.judge().raceWindow).toBe('unknown');
});

test('the race window is remembered by the steps when its evidence is forgotten', async () => {
  const { clock, window, pairs } = await watch();
  pairs('race', 100, 'aaaa');
  for (const strategy of ['separate', 'sequential', 'reopen'] as const) pairs(strategy, 100, 'none');
  for (let minute = 0; minute < 7; minute += 1) {
    await clock.advance(60_000);
    await window.step();
  }
  const { evidence, raceWindow } = window.judge();
  expect(evidence.arms).toEqual([]);
  expect(raceWindow).toBe('open');
});

test('a snapshot that never comes back keeps nothing from being forgotten', async () => {
  const clock = new FakeClock();
  const snapshots = [Promise.resolve(blindSnapshot(clock))];
  const window = await EvidenceWindow.start({
    clock,
    snapshot: () => snapshots.shift() ?? new Promise(() => {}),
    context: () => CLUSTER_CONTEXT,
    onStep: () => {},
  });
  const minutes = async (count: number) => {
    for (let minute = 0; minute < count; minute += 1) {
      window.pair(pairOf(answered('A'), answered('AAAA'), { startedAt: clock.wall() }));
      await clock.advance(60_000);
      void window.step();
    }
  };
  await minutes(10);
  const before = window.remembered;
  await minutes(60);
  expect(window.remembered).toBe(before);
});

test('the fates of queries belong to the evidence, from the same moment on', async () => {
  const clock = new FakeClock();
  const asked: number[] = [];
  const flows = absent('no-permission', 'nf_conntrack: EACCES');
  const window = await EvidenceWindow.start({
    clock,
    snapshot: async () => blindSnapshot(clock),
    context: () => CLUSTER_CONTEXT,
    fates: (sinceMs) => {
      asked.push(sinceMs);
      return flows;
    },
    onStep: () => {},
  });
  const startedMs = clock.now();
  await clock.advance(1000);
  expect(window.judge().evidence.flows).toBe(flows);
  expect(asked).toEqual([startedMs]);
});
