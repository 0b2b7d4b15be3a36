import { afterEach, describe, expect, it } from 'vitest';
import { type DemoCluster, startDemoCluster } from '../../src/demo/cluster.ts';
import { FAULT_IDS, type Fault } from '../../src/demo/faults.ts';
import { type PairResult, pairResult } from '../../src/domain/pair.ts';
import type { Server } from '../../src/domain/server.ts';
import type { Strategy } from '../../src/domain/strategy.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { seededRandom } from '../../src/platform/random.ts';
import { Prober } from '../../src/wire/prober.ts';
import { firstRight } from '../support/time/first-right.ts';

const closing: Array<() => Promise<void>> = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function cluster(fault: Fault, rate?: number): Promise<DemoCluster> {
  const random = seededRandom('demo');
  const demo = await startDemoCluster({
    fault,
    clock: systemClock,
    random,
    ...(rate === undefined ? {} : { rate }),
  });
  closing.push(() => demo.close());
  return demo;
}

/** The results of `count` pairs, one after the other, by the real prober. */
async function results(
  server: Server,
  strategy: Strategy,
  count: number,
  deadlineMs = 5000,
): Promise<PairResult[]> {
  const prober = new Prober({
    clock: systemClock,
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

/** How long to wait for what clashed, so that many can. */
const CLASHED_MS = 150;

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

  it.each(['pair', 'race'] as const)('clashes a %s sent through the VIP', async (strategy) => {
    const { vip } = await cluster('race', 1);
    const halves = (got: readonly PairResult[]) =>
      got.filter((result) => result === 'only-a' || result === 'only-aaaa').length;
    // A busy machine can pull two sends further apart than the race's window, now and then.
    const got = await firstRight(
      () => results(vip, strategy, 5, CLASHED_MS),
      (found) => halves(found) >= 3,
    );
    expect(halves(got)).toBeGreaterThanOrEqual(3);
  });

  it('clashes hardly a pair sent staggered', async () => {
    const { vip } = await cluster('race', 1);
    const whole = (got: readonly PairResult[]) => got.filter((result) => result === 'both').length;
    // Sender and server share this thread: one pause of it can eat up the 4 ms between the two queries.
    const got = await firstRight(
      () => results(vip, 'staggered', 10, CLASHED_MS),
      (found) => whole(found) >= 7,
    );
    expect(whole(got)).toBeGreaterThanOrEqual(7);
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
