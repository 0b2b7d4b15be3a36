/**
 * Timeouts and the truth where a datagram is not simply dropped on its way: connections, answers that come from the wrong
 * place, standing sockets, full buffers, and the clashes of somebody else.
 */

import { describe, expect, it } from 'vitest';
import { canStand } from './can-stand.ts';
import { background } from './faults/background.ts';
import { blocked } from './faults/blocked.ts';
import { clashExpired } from './faults/clash-expired.ts';
import { CountingRules } from './faults/counters.ts';
import { nodeLocalDown } from './faults/node-local-down.ts';
import { packetLoss } from './faults/packet-loss.ts';
import { receiveBuffer } from './faults/receive-buffer.ts';
import { staleConntrack } from './faults/stale-conntrack.ts';
import { type Lab, standUp } from './lab.ts';
import { type VolumeCounts, volume } from './probe/volume-order.ts';
import { topology } from './topology.ts';

const TIMES = 2000;
const QUERIES = 2 * TIMES;
const FEW = 200;
const NAME = 'kubernetes.default.svc.cluster.local.';

/** Pairs by one strategy in the lab's first pod, to the VIP unless told otherwise. */
const order = (lab: Lab, strategy: 'pair' | 'race' | 'sticky' | 'tcp', atOnce: number) =>
  ({
    what: { kind: 'pairs', strategies: [strategy] },
    name: NAME,
    server: lab.vip,
    times: TIMES,
    atOnce,
  }) as const;

function tell(title: string, counts: VolumeCounts, truth: Readonly<Record<string, number>>): void {
  console.log(`${title}: ${JSON.stringify(counts)}, truth ${JSON.stringify(truth)}`);
}

describe('timeouts and the truth', () => {
  it('agree where TCP is blocked: each connection that was tried is a pair that timed out', async (ctx) => {
    await canStand(ctx, topology());
    await using lab = await standUp(topology());
    const fault = await lab.inject(blocked({ transport: 'tcp' }));
    const counts = await volume(lab, order(lab, 'tcp', 300));
    const truth = await fault.truth();
    tell('TCP blocked, in pairs', counts, truth);
    expect(counts).toEqual({ tasks: TIMES, queries: QUERIES, 'timed-out': 2 * (truth['connections'] ?? 0) });
    expect(truth['connections']).toBe(TIMES);
  });

  /**
   * So many races at once now and then get one port: Linux gives a port away twice to sockets that share (SO_REUSEPORT),
   * and then an answer is heard by the other race, as one to an id that it never sent.
   */
  it('agree where repaired clashes expire: each answer from a DNS pod itself is a query that timed out', async (ctx) => {
    await canStand(ctx, topology());
    await using lab = await standUp(topology());
    const fault = await lab.inject(clashExpired({ ms: 1300 }));
    const counts = await volume(lab, { ...order(lab, 'race', 100), deadlineMs: 5000 });
    const truth = await fault.truth();
    tell('clashes that expire, in races', counts, truth);
    const { 'timed-out': timeouts = 0, misdirected = 0, answered = 0, wrongId: heardByOthers = 0 } = counts;
    const untranslated = truth['untranslated'] ?? Number.NaN;
    expect(timeouts).toBe(misdirected + heardByOthers);
    expect(untranslated).toBeGreaterThanOrEqual(misdirected);
    expect(untranslated).toBeLessThanOrEqual(misdirected + heardByOthers);
    expect(misdirected).toBeGreaterThan(0);
    expect(heardByOthers).toBeLessThan(TIMES / 100);
    expect(answered + timeouts).toBe(QUERIES);
  });

  it('agree where standing sockets keep to a DNS pod that is gone', async (ctx) => {
    await canStand(ctx, topology());
    await using lab = await standUp(topology());
    const fault = staleConntrack();
    const counts = await volume(lab, order(lab, 'sticky', 250), async () => void (await lab.inject(fault)));
    const truth = await lab.truth();
    tell('a DNS pod replaced, over standing sockets', counts, truth);
    const { 'timed-out': timeouts = 0, answered = 0 } = counts;
    expect(timeouts).toBe(truth['stale-conntrack.queries']);
    expect(timeouts).toBeGreaterThan(0);
    expect(answered).toBeGreaterThan(0);
    expect(answered + timeouts).toBe(QUERIES);
  });

  it('agree on loss alone while insert_failed rises for another pod', async (ctx) => {
    const plan = topology({ pods: 2 });
    await canStand(ctx, plan);
    await using lab = await standUp(plan);
    const neighbour = await lab.inject(background({ perSecond: 50 }));
    const loss = await lab.inject(packetLoss({ percent: 10 }));
    const counts = await volume(lab, order(lab, 'pair', 150));
    const { queries = 0, answers = 0 } = await loss.truth();
    const truth = await neighbour.truth();
    tell(`packet loss of ${queries} and ${answers} beside a background`, counts, truth);
    expect(counts['timed-out']).toBe(queries + answers);
    expect(counts['queries']).toBe(QUERIES);
    expect(truth['insertFailed']).toBeGreaterThan(50);
    expect(truth['insertFailed']).toBe(truth['drop']);
    expect(truth['insertFailed']).toBeGreaterThanOrEqual(truth['lost'] ?? Number.NaN);
  });

  it('agree where the node-local cache is silent', async (ctx) => {
    const plan = topology({ nodeLocal: 'present' });
    await canStand(ctx, plan);
    await using lab = await standUp(plan);
    const fault = await lab.inject(nodeLocalDown({ how: 'silent' }));
    const counts = await volume(lab, { ...order(lab, 'pair', 300), server: lab.nodeLocal });
    const truth = await fault.truth();
    tell('a node-local cache that is silent, in pairs', counts, truth);
    expect(counts).toEqual({ tasks: TIMES, queries: QUERIES, 'timed-out': truth['queries'] });
    expect(truth['queries']).toBe(QUERIES);
  });

  /**
   * RcvbufErrors counts all datagrams that found the buffer full, and can't tell the answers among them from the rubbish.
   * What can be told exactly: that every answer came as far as the socket, so that the buffer is all that lost any. The
   * pairs are few, because each has a thousand datagrams read.
   */
  it('agree where the receive buffer overflows: nothing was lost before it, and no more than it counts', async (ctx) => {
    await canStand(ctx, topology());
    await using lab = await standUp(topology());
    const fault = await lab.inject(receiveBuffer({ datagrams: 600 }));
    // The rubbish is of twelve bytes, and eight of UDP's header.
    const arrived = await CountingRules.load(
      lab.pod,
      'arrived',
      ['answers'],
      'chain in { type filter hook input priority filter; udp sport 53 udp length > 20 counter name answers\n}',
    );
    const counts = await volume(lab, { ...order(lab, 'pair', 10), times: FEW });
    const truth = { ...(await fault.truth()), ...(await arrived.read()) };
    tell('a receive buffer that overflows, in pairs', counts, truth);
    const { 'timed-out': timeouts = 0, answered = 0 } = counts;
    expect(truth).toMatchObject({ answers: 2 * FEW });
    expect(answered + timeouts).toBe(2 * FEW);
    expect(timeouts).toBeGreaterThan(0);
    expect(timeouts).toBeLessThanOrEqual(truth['overflowed'] ?? Number.NaN);
  });
});
