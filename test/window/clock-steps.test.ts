/** The wall clock of a node is set by an hour, or by seconds: verdicts go by what passed, not by what it shows. */

import { describe, expect, test } from 'vitest';
import { read } from '../../src/domain/reading.ts';
import type { Strategy } from '../../src/domain/strategy.ts';
import { EvidenceWindow } from '../../src/window/evidence-window.ts';
import { BACKGROUND_MS, WINDOW_MS } from '../../src/window/history/history.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { answered, lookup, pairOf, timedOut } from '../support/wire/outcomes.ts';
import { blindSnapshot, CLUSTER_CONTEXT } from './contexts.ts';

const HOUR = 3_600_000;
const STEP_MS = 5_000;
const ENDPOINT = '10.244.0.2';

interface Node {
  /** By how much its wall clock was set, milliseconds. */
  jump: number;
  /** How many packets conntrack has dropped. */
  drop: number;
}

const clockOf = (fake: FakeClock, node: Node) => ({
  now: () => fake.now(),
  wall: () => fake.wall() + node.jump,
  after: (ms: number, fn: () => void) => fake.after(ms, fn),
  every: (ms: number, fn: () => void) => fake.every(ms, fn),
});

async function watch(changedBeforeMs?: number) {
  const fake = new FakeClock(4 * HOUR);
  const node: Node = { jump: 0, drop: 0 };
  const clock = clockOf(fake, node);
  const endpointsChangedAt = changedBeforeMs === undefined ? undefined : clock.wall() - changedBeforeMs;
  const none = { earlyDrop: 0, clashResolved: 0, chainTooLong: 0 };
  const counts = () => ({ insertFailed: node.drop, drop: node.drop, ...none });
  const udp = read({ inDatagrams: 0, noPorts: 0, inErrors: 0, rcvbufErrors: 0 });
  const window = await EvidenceWindow.start({
    clock,
    snapshot: async () => ({
      ...blindSnapshot(clock),
      conntrack: read({ era: 'chainlength' as const, cpus: [{ cpu: 0, counts: counts() }] }),
      softnet: read([{ cpu: 0, counts: { processed: 0, dropped: 0, squeezed: 0 } }]),
      ownUdp: udp,
      ownUdp6: udp,
    }),
    context: () => ({ ...CLUSTER_CONTEXT, endpointsChangedAt }),
    onStep: () => {},
  });
  const pairs = (
    strategy: Strategy,
    count: number,
    lost: 'AAAA' | 'both' | 'none',
    startedAt = clock.wall(),
  ) => {
    for (let i = 0; i < count; i += 1) {
      const server = { address: strategy === 'endpoint' ? ENDPOINT : '10.96.0.10', port: 53 };
      const [a, aaaa] = [
        lost === 'both' ? timedOut() : answered(),
        lost === 'none' ? answered('AAAA') : timedOut('AAAA'),
      ];
      window.pair(pairOf(a, aaaa, { strategy, server, startedAt }));
    }
  };
  /** The surest, or none. */
  const causes = () =>
    window
      .judge()
      .verdicts.slice(0, 1)
      .map(({ cause }) => cause);
  const pass = async (ms: number, meanwhile: () => void = () => {}) => {
    for (const until = clock.now() + ms; clock.now() < until; ) {
      await fake.advance(1_000);
      meanwhile();
      await fake.advance(STEP_MS - 1_000);
      await window.step();
    }
  };
  const healthy = () => {
    pairs('pair', 2, 'none');
    pairs('separate', 2, 'none');
    window.lookup(lookup({ startedAt: clock.wall() }, [answered()]));
  };
  return { clock, node, window, pairs, causes, pass, healthy };
}

describe.each([
  ['back by an hour', -HOUR],
  ['on by an hour', HOUR],
  ['back by a minute', -60_000],
  ['on by a minute', 60_000],
])('a wall clock that is set %s', (_, jump) => {
  test('keeps a verdict for as long as its evidence is fresh, and no longer', async () => {
    const { node, pairs, causes, pass } = await watch();
    pairs('pair', 60, 'AAAA');
    pairs('separate', 60, 'none');
    await pass(STEP_MS);
    expect(causes()).toEqual(['conntrack-race']);
    node.jump = jump;
    expect(causes()).toEqual(['conntrack-race']);
    await pass(WINDOW_MS - 2 * STEP_MS);
    expect(causes()).toEqual(['conntrack-race']);
    await pass(2 * STEP_MS);
    expect(causes()).toEqual([]);
  });

  test('leaves no memory behind', async () => {
    const { node, window, pass, healthy } = await watch();
    await pass(BACKGROUND_MS + WINDOW_MS, healthy);
    const before = window.remembered;
    node.jump = jump;
    await pass(BACKGROUND_MS + WINDOW_MS, healthy);
    expect(window.remembered).toBe(before);
  });

  test('does not part losses from the drops that were counted with them', async () => {
    const { node, window, pairs, pass, healthy } = await watch();
    const lose = () => {
      for (const strategy of ['pair', 'separate', 'sequential', 'reopen'] as const)
        pairs(strategy, 3, 'both');
      for (const strategy of ['pair', 'separate', 'sequential', 'reopen'] as const)
        pairs(strategy, 9, 'none');
      node.drop += 24;
    };
    await pass(90_000, healthy);
    await pass(STEP_MS, lose);
    // In the middle of a step, with losses after it: their dates lie a minute or an hour from that step's.
    await pass(STEP_MS, () => {
      node.jump = jump;
      lose();
    });
    await pass(STEP_MS, () => {
      lose();
      pairs('endpoint', 60, 'none');
    });
    const { verdicts, evidence } = window.judge();
    expect(evidence.lossy.failed).toBe(72);
    expect(evidence.lossy.delta.elapsedMs).toBe(3 * STEP_MS);
    expect(evidence.lossy.delta.conntrack).toMatchObject({ value: { counts: { drop: 72 } } });
    expect(evidence.baseline.conntrack).toMatchObject({ value: { counts: { drop: 0 } } });
    expect(verdicts[0]?.cause).toBe('snat-port-race');
  });

  test('does not make a window that a caller began before it empty', async () => {
    const { clock, node, window, pairs, pass } = await watch();
    const startedAt = clock.wall();
    pairs('pair', 60, 'AAAA');
    pairs('separate', 60, 'none');
    await pass(STEP_MS);
    node.jump = jump;
    await pass(STEP_MS);
    const { verdicts, evidence } = window.judgeWindow(startedAt);
    expect(verdicts[0]?.cause).toBe('conntrack-race');
    expect(evidence.windowMs).toBe(2 * STEP_MS);
  });

  test('does not move a change of the DNS pods out of the window, or into it', async () => {
    for (const [changedBeforeMs, within] of [
      [1_000, true],
      [WINDOW_MS + 60_000, false],
    ] as const) {
      const { node, window, pass } = await watch(changedBeforeMs);
      window.judge();
      node.jump = jump;
      await pass(STEP_MS);
      const { evidence } = window.judge();
      expect((evidence.context.endpointsChangedAt ?? 0) >= evidence.startedAt).toBe(within);
    }
  });
});
