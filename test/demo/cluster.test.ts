import { afterEach, describe, expect, it } from 'vitest';
import { type DemoCluster, startDemoCluster } from '../../src/demo/cluster.ts';
import { FAULT_IDS, type Fault } from '../../src/demo/faults.ts';
import { type PairResult, pairResult } from '../../src/domain/pair.ts';
import type { Server } from '../../src/domain/server.ts';
import type { Strategy } from '../../src/domain/strategy.ts';
import { type Clock, systemClock } from '../../src/platform/clock.ts';
import { seededRandom } from '../../src/platform/random.ts';
import { Prober } from '../../src/wire/prober.ts';
import { inSteps } from '../support/time/in-steps.ts';

const closing: Array<() => Promise<void>> = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function cluster(fault: Fault, rate?: number, clock: Clock = systemClock): Promise<DemoCluster> {
  const random = seededRandom('demo');
  const demo = await startDemoCluster({ fault, clock, random, ...(rate === undefined ? {} : { rate }) });
  closing.push(() => demo.close());
  return demo;
}

const PATIENT = { clock: systemClock, deadlineMs: 5000 };

/** The results of `count` pairs, one after the other, by the real prober. */
async function results(
  server: Server,
  strategy: Strategy,
  count: number,
  { clock, deadlineMs }: { readonly clock: Clock; readonly deadlineMs: number } = PATIENT,
): Promise<PairResult[]> {
  const prober = new Prober({
    clock,
    lag: { longestSince: () => 0 },
    signal: new AbortController().signal,
  });
  closing.push(() => prober.close());
  const pairs: PairResult[] = [];
  for (let pair = 0; pair < count; pair += 1) {
    const patience = { deadlineMs, graceMs: 0 };
    pairs.push(
      pairResult(await prober.pair({ strategy, name: 'x.test', server, transport: 'udp', patience })),
    );
  }
  return pairs;
}

const PAIRS = 20;
/** How long to wait for what clashed, so that many can. */
const CLASHED_MS = 150;

/** The results of `PAIRS` pairs through the VIP. Two queries that arrive within the race's window clash. */
function racing(strategy: Strategy): Promise<PairResult[]> {
  return inSteps(async (clock) => {
    const { vip } = await cluster('race', 1, clock);
    return results(vip, strategy, PAIRS, { clock, deadlineMs: CLASHED_MS });
  });
}

const isHalf = (result: PairResult) => result === 'only-a' || result === 'only-aaaa';

describe('the demo cluster', () => {
  it('starts with every fault, on servers of their own, and frees them', async () => {
    for (const fault of FAULT_IDS) {
      const demo = await cluster(fault);
      const all = [demo.vip, ...demo.endpoints, demo.nodeLocal].map(
        ({ address, port }) => `${address}:${port}`,
      );
      expect(new Set(all).size).toBe(5);
    }
  });

  it('clashes each pair sent through the VIP by one thread', async () => {
    expect((await racing('pair')).filter(isHalf)).toHaveLength(PAIRS);
  });

  it('clashes pairs sent through the VIP by two threads', async () => {
    // The kernel may hold one of the two threads back, for longer than the race's window.
    expect((await racing('race')).filter(isHalf).length).toBeGreaterThanOrEqual(PAIRS / 2);
  });

  it('clashes no pair sent staggered', async () => {
    expect(await racing('staggered')).toEqual(new Array(PAIRS).fill('both'));
  });

  it.each(['separate', 'sequential', 'reopen', 'tcp'] as const)(
    'does not clash what is sent %s',
    async (strategy) => {
      const { vip } = await cluster('race', 1);
      expect(await results(vip, strategy, 10)).toEqual(new Array(10).fill('both'));
    },
  );

  it('does not clash what goes to an endpoint or to the node-local cache', async () => {
    const { endpoints, nodeLocal } = await cluster('race', 1);
    for (const server of [...endpoints, nodeLocal]) {
      expect(await results(server, 'pair', 3)).toEqual(new Array(3).fill('both'));
    }
  });

  it('has one silent pod with a dead endpoint', async () => {
    const { endpoints } = await cluster('dead-endpoint');
    const got = await Promise.all(endpoints.map((server) => results(server, 'endpoint', 1)));
    expect(got.flat()).toEqual(['both', 'both', 'none']);
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses %d as a rate', async (rate) => {
    await expect(cluster('race', rate)).rejects.toMatchObject({
      code: 'config',
      message: `--rate ${rate}: not a share between 0 and 1`,
    });
  });
});
