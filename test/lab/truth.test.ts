/** The agent's count of timed-out queries equals the kernel's count of dropped ones. */

import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Strategy } from '../../src/domain/strategy.ts';
import { unlessStalled } from '../support/time/unless-stalled.ts';
import { startAgent, sumOf } from './agent-in-pod.ts';
import { canStand } from './can-stand.ts';
import { aaaaBroken } from './faults/aaaa-broken.ts';
import { blocked } from './faults/blocked.ts';
import { conntrackFull } from './faults/conntrack-full.ts';
import { dnatRaceLegacy } from './faults/dnat-race-legacy.ts';
import { endpointDown } from './faults/endpoint-down.ts';
import type { Fault, Truth } from './faults/fault.ts';
import { packetLoss } from './faults/packet-loss.ts';
import { snatRace } from './faults/snat-race.ts';
import { vipUnreachable } from './faults/vip-unreachable.ts';
import { standUp } from './lab.ts';
import { type VolumeOrder, volume } from './probe/volume-order.ts';
import { scenarioTopology, standUpScenario } from './scenario-lab.ts';
import { type Topology, topology } from './topology.ts';

interface TruthCase {
  readonly title: string;
  readonly fault: Fault;
  readonly topology?: Partial<Topology>;
  readonly what: VolumeOrder['what'];
  /** The counters of lost datagrams. */
  readonly lost: readonly string[];
  /** Is every query lost? */
  readonly everything?: boolean;
}

const TIMES = 2000;
const LOOKUPS = { kind: 'lookups' } as const;
const UDP_STRATEGIES: readonly Strategy[] = ['pair', 'separate', 'staggered', 'sequential', 'reopen'];
const PAIRS = { kind: 'pairs', strategies: UDP_STRATEGIES } as const;

const TRUTHS: readonly TruthCase[] = [
  ...[1, 10, 50].map((percent) => ({
    title: `packet loss of ${percent} % in lookups`,
    fault: packetLoss({ percent }),
    what: LOOKUPS,
    lost: ['queries', 'answers'],
  })),
  {
    title: 'packet loss of 20 % in pairs',
    fault: packetLoss({ percent: 20 }),
    what: PAIRS,
    lost: ['queries', 'answers'],
  },
  {
    title: 'packet loss of 10 % in lookups over IPv6',
    fault: packetLoss({ percent: 10 }),
    topology: { family: 6 },
    what: LOOKUPS,
    lost: ['queries', 'answers'],
  },
  {
    title: 'packet loss of 10 % in lookups, answered by CoreDNS',
    fault: packetLoss({ percent: 10 }),
    topology: { dnsPods: ['coredns', 'coredns'] },
    what: LOOKUPS,
    lost: ['queries', 'answers'],
  },
  {
    title: 'packet loss of 20 % in pairs over IPv6, answered by CoreDNS',
    fault: packetLoss({ percent: 20 }),
    topology: { dnsPods: ['coredns', 'coredns'], family: 6 },
    what: PAIRS,
    lost: ['queries', 'answers'],
  },
  {
    title: 'the race of an old kernel in lookups',
    fault: dnatRaceLegacy({ percent: 30 }),
    what: LOOKUPS,
    lost: ['drop'],
  },
  {
    title: 'the race of an old kernel in pairs, through nftables',
    fault: dnatRaceLegacy({ percent: 100 }),
    topology: { proxy: 'nftables' },
    what: PAIRS,
    lost: ['drop'],
  },
  {
    title: 'the race of an old kernel in lookups over IPv6',
    fault: dnatRaceLegacy({ percent: 50 }),
    topology: { family: 6 },
    what: LOOKUPS,
    lost: ['drop'],
  },
  {
    title: 'source port clashes under SNAT in lookups',
    fault: snatRace({ percent: 10 }),
    topology: { masquerade: true },
    what: LOOKUPS,
    lost: ['drop'],
  },
  {
    title: 'source port clashes under SNAT in pairs, through legacy iptables',
    fault: snatRace({ percent: 20 }),
    topology: { masquerade: true, proxy: 'iptables-legacy' },
    what: PAIRS,
    lost: ['drop'],
  },
  {
    title: 'a conntrack table that is full for half of the time, in lookups',
    fault: conntrackFull({ percent: 50 }),
    what: LOOKUPS,
    lost: ['drop'],
  },
  {
    title: 'one of three DNS pods gone, in lookups',
    fault: endpointDown(),
    topology: { dnsPods: ['dnsmasq', 'unbound', 'dnsmasq'] },
    what: LOOKUPS,
    lost: ['queries'],
  },
  {
    title: 'one of three CoreDNS pods gone, in lookups',
    fault: endpointDown(),
    topology: { dnsPods: ['coredns', 'coredns', 'coredns'] },
    what: LOOKUPS,
    lost: ['queries'],
  },
  { title: 'AAAA filtered, in pairs', fault: aaaaBroken({ how: 'filtered' }), what: PAIRS, lost: ['aaaa'] },
  {
    title: 'UDP blocked, in pairs',
    fault: blocked({ transport: 'udp' }),
    what: PAIRS,
    lost: ['blocked'],
    everything: true,
  },
  {
    title: 'no rules for the VIP, in pairs',
    fault: vipUnreachable(),
    what: PAIRS,
    lost: ['queries'],
    everything: true,
  },
];

describe('timeouts and the truth', () => {
  it.for(TRUTHS)(
    'agree in $title',
    async ({ title, fault, topology: differences, what, lost, everything }, ctx) =>
      unlessStalled(async () => {
        const plan = topology(differences);
        await canStand(ctx, plan);
        await using lab = await standUp(plan);
        const injected = await lab.inject(fault);
        const name = 'web.default.svc.cluster.local.';
        const counts = await volume(lab, { what, name, server: lab.vip, times: TIMES, atOnce: 150 });
        const truth: Truth = await injected.truth();
        const dropped = lost.reduce((sum, counter) => sum + (truth[counter] ?? Number.NaN), 0);
        const timeouts = counts['timed-out'] ?? 0;
        const { tasks, queries } = counts;
        console.log(
          `${title}: ${tasks} ${what.kind}, ${queries} queries, ${timeouts} timed out, ${dropped} dropped`,
        );

        expect(tasks).toBe(TIMES);
        expect(timeouts).toBe(dropped);
        expect(timeouts).toBeGreaterThan(0);
        expect((counts['answered'] ?? 0) + timeouts).toBe(queries);
        if (everything) expect(timeouts).toBe(queries);
      }),
  );

  it('agree in the metrics of the running agent', async (ctx) => {
    const options = { percent: 20, healthyFirst: true };
    await canStand(ctx, scenarioTopology('packet-loss', options));
    await using lab = await standUpScenario('packet-loss', options);
    await using agent = await startAgent(lab, [
      ...['--pairs-interval', '10ms', '--max-qps', '400', '--pairs-max-in-flight', '2000'],
      ...['--pairs-grace', '1s', '--strategy', 'pair', '--strategy', 'separate'],
      // This metric does not count queries of lookups, so there are no lookups meanwhile.
      ...['--lookups-interval', '1h', '--investigation-budget', '0'],
    ]);
    await lab.begin();
    const pairsSoFar = async () => sumOf(await agent.metrics(), 'fivesec_pairs_total');
    await expect.poll(pairsSoFar, { timeout: 120_000, interval: 1000 }).toBeGreaterThan(2000);
    await lab.end();
    const truth = await lab.truth();
    // The last queries have a deadline of 5 s and a grace time of one second.
    await pause(7000);
    const metrics = await agent.metrics();
    const timeouts = sumOf(metrics, 'fivesec_query_timeouts_total');
    const pairs = sumOf(metrics, 'fivesec_pairs_total');
    const dropped = (truth['packet-loss.queries'] ?? 0) + (truth['packet-loss.answers'] ?? 0);
    console.log(`the running agent: ${pairs} pairs, ${timeouts} timed out, ${dropped} dropped`);
    expect(timeouts).toBe(dropped);
    expect(pairs).toBeGreaterThan(2000);
    expect(await agent.stop()).toBe(0);
  });

  it('agree where nothing is wrong: none', async (ctx) =>
    unlessStalled(async () => {
      await canStand(ctx, topology());
      await using lab = await standUp(topology());
      const order = { name: 'web.default.svc.cluster.local.', server: lab.vip, times: TIMES, atOnce: 20 };
      const lookups = await volume(lab, { ...order, what: LOOKUPS });
      const pairs = await volume(lab, { ...order, what: PAIRS });
      expect(lookups).toEqual({ tasks: TIMES, queries: 2 * TIMES, answered: 2 * TIMES });
      expect(pairs).toEqual({ tasks: TIMES, queries: 2 * TIMES, answered: 2 * TIMES });
    }));
});
