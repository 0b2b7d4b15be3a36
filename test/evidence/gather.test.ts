import { describe, expect, it } from 'vitest';
import { scopeWithin } from '../../src/domain/name-scope.ts';
import { gather, type Measured } from '../../src/evidence/gather.ts';
import { evidence } from '../diagnosis/evidences.ts';
import { aborted, answered, late, lookup, pairOf, sendError, timedOut } from '../support/wire/outcomes.ts';

const measured = (changes: Partial<Measured>): Measured => ({
  startedAt: 0,
  windowMs: 1000,
  pairs: [],
  lookups: [],
  steps: [],
  before: [],
  context: { ...evidence().context, endpoints: ['10.244.0.2', 'fd00::7'] },
  scopeOf: scopeWithin('cluster.local'),
  ...changes,
});

describe('gathered evidence', () => {
  it('keeps targets apart, and random names apart from the cluster’s and from others', () => {
    const pairs = [
      pairOf(answered(), answered('AAAA')),
      pairOf(answered(), answered('AAAA'), { target: 'node-local' }),
      pairOf(answered(), answered('AAAA'), { strategy: 'nameserver' }),
      pairOf(answered(), answered('AAAA'), { strategy: 'uncached', name: 'fivesec-1.invalid.' }),
      pairOf(answered(), answered('AAAA'), { strategy: 'uncached', name: 'fivesec-2.invalid.' }),
    ];
    const { arms } = gather(measured({ pairs }));
    expect(arms.map(({ target, scope, pairs: count }) => [target.kind, scope, count])).toEqual([
      ['vip', 'cluster', 1],
      ['node-local', 'cluster', 1],
      ['nameserver', 'cluster', 1],
      ['vip', 'uncached', 2],
    ]);
  });

  it('counts pairs that could not be sent, and does not call them lost', () => {
    const { arms } = gather(
      measured({
        pairs: [pairOf(sendError(), answered('AAAA')), pairOf(answered(), answered('AAAA'))],
      }),
    );
    expect(arms).toMatchObject([{ pairs: 2, notSent: 1, oneFailed: 0, bothFailed: 0, a: { sendErrors: 1 } }]);
  });

  it('has an arm for each strategy, server, transport and scope', () => {
    const endpoint = { strategy: 'endpoint', server: { address: '10.244.0.2', port: 53 } } as const;
    const { arms } = gather(
      measured({
        pairs: [
          pairOf(answered(), answered('AAAA')),
          pairOf(answered(), answered('AAAA')),
          pairOf(answered(), answered('AAAA'), { name: 'example.com.' }),
          pairOf(answered(), answered('AAAA'), endpoint),
          pairOf(answered(), answered('AAAA'), { ...endpoint, transport: 'tcp' }),
        ],
      }),
    );
    expect(arms.map(({ target, transport, scope, pairs }) => [target.kind, transport, scope, pairs])).toEqual(
      [
        ['vip', 'udp', 'cluster', 2],
        ['vip', 'udp', 'outside', 1],
        ['endpoint', 'udp', 'cluster', 1],
        ['endpoint', 'tcp', 'cluster', 1],
      ],
    );
  });

  it('counts pairs by how many of their queries failed, and sorts durations', () => {
    const [arm] = gather(
      measured({
        pairs: [
          pairOf(answered('A', 9), answered('AAAA', 3), { durationMs: 9 }),
          pairOf(answered('A', 1), late(), { durationMs: 6000 }),
          pairOf(answered('A', 2), timedOut('AAAA')),
          pairOf(timedOut(), timedOut('AAAA')),
          pairOf(aborted(), answered('AAAA')),
        ],
      }),
    ).arms;
    expect(arm).toMatchObject({ pairs: 4, oneFailed: 1, bothFailed: 1, durationsMs: [9, 6000] });
    expect(arm?.rttsMs.slice(0, 3)).toEqual([1, 1, 2]);
  });

  it('sorts the times of TCP connections, without those that fivesec itself read late', () => {
    const tcp = { strategy: 'tcp', transport: 'tcp' } as const;
    const both = [answered(), answered('AAAA')] as const;
    const { arms } = gather(
      measured({
        pairs: [
          pairOf(...both, { ...tcp, connectMs: 300 }),
          pairOf(...both, { ...tcp, connectMs: 2 }),
          pairOf(answered('A', 260), answered('AAAA', 260), { ...tcp, connectMs: 250, starvedMs: 200 }),
          pairOf(answered('A', 1500), answered('AAAA', 1500), {
            ...tcp,
            connectMs: 700,
            durationMs: 1500,
            starvedMs: 200,
          }),
          pairOf(timedOut(), timedOut('AAAA'), { ...tcp, connectMs: 250, starvedMs: 200 }),
          pairOf(timedOut(), timedOut('AAAA'), tcp),
          pairOf(...both),
        ],
      }),
    );
    expect(arms.map(({ transport, connectsMs }) => [transport, connectsMs])).toEqual([
      ['tcp', [2, 300, 700]],
      ['udp', undefined],
    ]);
  });

  it('counts the pairs of a standing socket that may have begun a flow, of other arms none', () => {
    const sticky = { strategy: 'sticky', startedAt: 0 } as const;
    const both = [answered(), answered('AAAA')] as const;
    const { arms } = gather(
      measured({
        pairs: [pairOf(...both, sticky), pairOf(...both, { ...sticky, startedAt: 3000 }), pairOf(...both)],
      }),
    );
    expect(arms.map(({ strategy, pairs, newFlows }) => [strategy, pairs, newFlows])).toEqual([
      ['sticky', 2, 1],
      ['pair', 1, undefined],
    ]);
  });

  it('counts the failures of a standing socket since the set of DNS pods changed, if it changed in the measured time', () => {
    const sticky = { strategy: 'sticky' } as const;
    const pairs = [
      pairOf(answered(), answered('AAAA'), { ...sticky, startedAt: 1000 }),
      pairOf(timedOut(), timedOut('AAAA'), { ...sticky, startedAt: 3000 }),
      pairOf(timedOut(), timedOut('AAAA'), { startedAt: 3000 }),
    ];
    const failedSince = (endpointsChangedAt: number) => {
      const context = { ...evidence().context, endpointsChangedAt };
      return gather(measured({ startedAt: 500, pairs, context })).arms.map((made) => made.failedSinceChange);
    };
    expect(failedSince(2000)).toEqual([1, undefined]);
    expect(failedSince(400)).toEqual([undefined, undefined]);
  });

  it('knows a DNS pod by its address, with or without a port, in both families', () => {
    const froms = ['10.244.0.2:53', '10.244.0.2', '[fd00::7]:53', '10.244.0.21:53', '192.0.2.1:53'];
    const [arm] = gather(
      measured({ pairs: froms.map((from) => pairOf(timedOut('A', [from]), answered('AAAA'))) }),
    ).arms;
    expect(arm?.a).toMatchObject({ wrongSource: 5, wrongSourceFromEndpoint: 3 });
  });

  it('keeps starved probes out of arms and lookups, and counts them', () => {
    const starved = { durationMs: 400, starvedMs: 300 };
    const { arms, lookups, starvation } = gather(
      measured({
        pairs: [pairOf(answered('A', 400), answered('AAAA'), starved)],
        lookups: [lookup(starved, [answered('A', 400)]), lookup({}, [answered()])],
      }),
    );
    expect(arms).toEqual([]);
    expect(lookups.lookups).toBe(1);
    expect(starvation).toMatchObject({ pairs: 1, lookups: 1, longestMs: 300 });
  });

  it('is empty, and does not throw, when nothing was measured', () => {
    const nothing = gather(measured({}));
    expect(nothing.arms).toEqual([]);
    expect(nothing.node.conntrack.kind).toBe('absent');
  });
});
