/**
 * Timeouts and the truth where the fault is not simply a dropped datagram: connections, answers from the wrong
 * address, standing sockets, full buffers, and clashes of another pod.
 */

import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/platform/failure.ts';
import { needs, requirement } from '../support/machine/requirement.ts';
import { unlessStalled } from '../support/time/unless-stalled.ts';
import { canStand } from './can-stand.ts';
import { watchFullBuffers } from './capture/full-buffers.ts';
import { background } from './faults/background.ts';
import { blocked } from './faults/blocked.ts';
import { clashExpired } from './faults/clash-expired.ts';
import { dnatRaceLegacy } from './faults/dnat-race-legacy.ts';
import { nodeLocalDown } from './faults/node-local-down.ts';
import { packetLoss } from './faults/packet-loss.ts';
import { receiveBuffer } from './faults/receive-buffer.ts';
import { staleConntrack } from './faults/stale-conntrack.ts';
import { type Lab, standUp } from './lab.ts';
import { missingPrograms } from './needs.ts';
import { type VolumeCounts, volume } from './probe/volume-order.ts';
import { topology } from './topology.ts';

const TIMES = 2000;
const QUERIES = 2 * TIMES;
const RUBBISH_BYTES = 12;
const NAME = 'kubernetes.default.svc.cluster.local.';

/** Pairs by one strategy in the lab's first pod, to the VIP by default. */
const order = (lab: Lab, strategy: 'pair' | 'race' | 'sticky' | 'tcp', atOnce: number) =>
  ({
    what: { kind: 'pairs', strategies: [strategy] },
    name: NAME,
    server: lab.vip,
    times: TIMES,
    atOnce,
  }) as const;

function report(title: string, counts: VolumeCounts, truth: Readonly<Record<string, number>>): void {
  console.log(`${title}: ${JSON.stringify(counts)}, truth ${JSON.stringify(truth)}`);
}

describe('timeouts and the truth', () => {
  it('agree where TCP is blocked: each connection that was tried is a pair that timed out', async (ctx) =>
    unlessStalled(async () => {
      await canStand(ctx, topology());
      await using lab = await standUp(topology());
      const fault = await lab.inject(blocked({ transport: 'tcp' }));
      const counts = await volume(lab, order(lab, 'tcp', 300));
      const truth = await fault.truth();
      report('TCP blocked, in pairs', counts, truth);
      expect(counts).toEqual({
        tasks: TIMES,
        queries: QUERIES,
        'timed-out': 2 * (truth['connections'] ?? 0),
      });
      expect(truth['connections']).toBe(TIMES);
    }));

  it('agree where a standing socket races: it loses no pair but its first, as long as it is asked within the lifetime of its flow', async (ctx) =>
    unlessStalled(async () => {
      await canStand(ctx, topology());
      await using lab = await standUp(topology());
      const fault = await lab.inject(dnatRaceLegacy({ percent: 100, known: '2s' }));
      // The deadline is shorter than the lifetime of the flow. All pairs together take longer.
      const counts = await volume(lab, { ...order(lab, 'sticky', 1), times: 5 * TIMES, deadlineMs: 200 });
      const truth = await fault.truth();
      report('a standing socket that races', counts, truth);
      expect(counts['timed-out'] ?? 0).toBe(truth['lost']);
      // None if the two queries of the first pair are sent too far apart to clash.
      expect(truth['lost']).toBeLessThanOrEqual(1);
    }));

  it('agree where repaired clashes expire: each answer from a DNS pod itself is a query that timed out', async (ctx) =>
    unlessStalled(async () => {
      await canStand(ctx, topology());
      await using lab = await standUp(topology());
      const fault = await lab.inject(clashExpired({ ms: 1300 }));
      const counts = await volume(lab, { ...order(lab, 'race', 100), deadlineMs: 5000 });
      const truth = await fault.truth();
      report('clashes that expire, in races', counts, truth);
      const { 'timed-out': timeouts = 0, wrongSource, answered = 0, wrongId = 0 } = counts;
      expect(timeouts).toBe(truth['untranslated']);
      expect(wrongSource).toBe(timeouts);
      expect(wrongId).toBe(0);
      expect(timeouts).toBeGreaterThan(0);
      expect(answered + timeouts).toBe(QUERIES);
    }));

  it('agree where standing sockets keep to a DNS pod that is gone', async (ctx) =>
    unlessStalled(async () => {
      await canStand(ctx, topology());
      await using lab = await standUp(topology());
      const fault = staleConntrack();
      // All of them ask at the same moment, and half of them the one DNS pod that is left. More would overflow its receive buffer.
      const counts = await volume(lab, order(lab, 'sticky', 100), async () => void (await lab.inject(fault)));
      const truth = await lab.truth();
      report('a DNS pod replaced, over standing sockets', counts, truth);
      const { 'timed-out': timeouts = 0, answered = 0 } = counts;
      expect(timeouts).toBe(truth['stale-conntrack.queries']);
      expect(timeouts).toBeGreaterThan(0);
      expect(answered).toBeGreaterThan(0);
      expect(answered + timeouts).toBe(QUERIES);
    }));

  it('agree on loss alone while insert_failed rises for another pod', async (ctx) =>
    unlessStalled(async () => {
      const plan = topology({ pods: 2 });
      await canStand(ctx, plan);
      await using lab = await standUp(plan);
      const neighbour = await lab.inject(background({ perSecond: 50 }));
      const loss = await lab.inject(packetLoss({ percent: 10 }));
      const counts = await volume(lab, order(lab, 'pair', 150));
      const { queries = 0, answers = 0 } = await loss.truth();
      const truth = await neighbour.truth();
      report(`packet loss of ${queries} and ${answers} beside a background`, counts, truth);
      expect(counts['timed-out']).toBe(queries + answers);
      expect(counts['queries']).toBe(QUERIES);
      expect(truth['insertFailed']).toBeGreaterThan(50);
      expect(truth['insertFailed']).toBe(truth['drop']);
      expect(truth['insertFailed']).toBeGreaterThanOrEqual(truth['lost'] ?? Number.NaN);
    }));

  it('agree where the node-local cache is silent', async (ctx) =>
    unlessStalled(async () => {
      const plan = topology({ nodeLocal: 'present' });
      await canStand(ctx, plan);
      await using lab = await standUp(plan);
      const fault = await lab.inject(nodeLocalDown({ how: 'silent' }));
      const counts = await volume(lab, { ...order(lab, 'pair', 300), server: lab.nodeLocal });
      const truth = await fault.truth();
      report('a node-local cache that is silent, in pairs', counts, truth);
      expect(counts).toEqual({ tasks: TIMES, queries: QUERIES, 'timed-out': truth['queries'] });
      expect(truth['queries']).toBe(QUERIES);
    }));

  /** The other datagrams have twelve bytes; every answer is longer. */
  it('agree where the receive buffer overflows: each answer that found it full is a query that timed out', async (ctx) =>
    unlessStalled(async () => {
      await canStand(ctx, topology());
      const missing = missingPrograms(['bpftrace']);
      needs(ctx, missing);
      await using lab = await standUp(topology());
      const fault = await lab.inject(receiveBuffer({ datagrams: 600 }));
      const full = await watchFullBuffers(lab.pod, RUBBISH_BYTES).catch((failure: Failure) => failure);
      // Some kernels do not report this.
      if (full instanceof Failure) return requirement(ctx, false, full.message);
      // Hundreds of datagrams arrive before each answer and are read first.
      const counts = await volume(lab, { ...order(lab, 'pair', 100), deadlineMs: 3000 });
      const { all, longer: answers } = await full.stop();
      const { overflowed } = await fault.truth();
      report('a receive buffer that overflows, in pairs', counts, { overflowed: all, answers });
      const { 'timed-out': timeouts = 0, answered = 0 } = counts;
      expect(all).toBe(overflowed);
      expect(timeouts).toBe(answers);
      expect(timeouts).toBeGreaterThan(0);
      expect(answered + timeouts).toBe(QUERIES);
    }));
});
