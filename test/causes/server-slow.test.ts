import { describe, expect, it } from 'vitest';
import type { ArmTally } from '../../src/domain/evidence.ts';
import { absent, read } from '../../src/domain/reading.ts';
import { FRESH } from '../../src/domain/strategy.ts';
import { arm, ENDPOINTS, endpointArm, evidence, queries, still } from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';
import { saidWith } from '../worlds/said.ts';
import type { Mechanism } from '../worlds/world.ts';

const serverSlow = ruleOf('server-slow', 'a-smear-of-slow-answers');

const byVip = (changes: Partial<ArmTally>) => FRESH.map((strategy) => arm(strategy, 100, changes));
const direct = (changes: Partial<ArmTally>) =>
  ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 50, changes)));

describe('server-slow', () => {
  const slow = { a: queries(100, { slow: 40 }), aaaa: queries(100, { slow: 40 }) };
  const slowThere = { a: queries(50, { slow: 20 }), aaaa: queries(50, { slow: 20 }) };

  it('is found when the pods are as slow as the VIP', () => {
    expect(named(evidence([...byVip(slow), ...direct(slowThere)]))).toEqual(['server-slow']);
  });

  it('is found when one pod is slow, and the VIP leads there more often than to the others', () => {
    const often = { a: queries(100, { slow: 65 }), aaaa: queries(100, { slow: 65 }) };
    const all = { a: queries(50, { slow: 50 }), aaaa: queries(50, { slow: 50 }) };
    const [first = '', second = ''] = ENDPOINTS;
    const pods = [endpointArm(first, arm('endpoint', 50, all)), endpointArm(second, arm('endpoint', 50))];
    expect(named(evidence([...byVip(often), ...pods]))).toEqual(['server-slow']);
  });

  it('is mentioned when only the VIP is slow, however many quick pods are asked directly', () => {
    const seldom = { a: queries(100, { slow: 8 }), aaaa: queries(100, { slow: 8 }) };
    const many = ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 900)));
    expect(confidence(serverSlow, evidence([...byVip(seldom), ...many]))).toBe(0.3);
  });

  it('is not doubted beside races whose clash expired, unless pairs as a C library sends them are hit as well', () => {
    const race = arm('race', 100, { aaaa: queries(100, { timedOut: 8, wrongSource: 8 }) });
    const slowArms = [...byVip(slow).filter(({ strategy }) => strategy !== 'race'), ...direct(slowThere)];
    expect(confidence(serverSlow, evidence([...slowArms, race]))).toBe(0.9);
    const hit = (rttsMs: readonly number[]) =>
      slowArms.map((made) => ({ ...made, rttsMs, ...(made.strategy === 'pair' && { oneFailed: 20 }) }));
    expect(confidence(serverSlow, evidence([...hit([1, 2, 1200]), race]))).toBe(0.5);
    expect(confidence(serverSlow, evidence([...hit([1, 2600, 2600]), race]))).toBe(0.9);
  });

  it('says so if almost only AAAA is slow', () => {
    const slowAaaa = { aaaa: queries(100, { slow: 40 }) };
    const there = { aaaa: queries(50, { slow: 20 }) };
    const facts = (made: ArmTally[]) => apply(serverSlow, evidence(made))?.facts.join();
    expect(facts([...byVip(slowAaaa), ...direct(there)])).toContain('almost only AAAA is slow: ');
    expect(facts([...byVip(slow), ...direct(slowThere)])).not.toContain('almost only');
  });

  it('is unlikely when the pods are fast, and unsure when they are not known', () => {
    expect(confidence(serverSlow, evidence(byVip(slow)))).toBe(0.3);
    const blind = evidence([], { arms: byVip(slow) });
    expect(confidence(serverSlow, blind)).toBe(0.6);
  });

  it('is found when the first nameserver is a slow node-local cache, however fast the pods are', () => {
    const cache = { kind: 'node-local' as const, address: '169.254.20.10' };
    const byCache = byVip({ ...slow, target: cache });
    expect(named(evidence([], { arms: [...byCache, ...direct({})] }))).toEqual(['server-slow']);
  });

  it('is only possible when a node-local cache is quick over TCP or for random names: it may wait for what is lost behind it', () => {
    const target = { kind: 'node-local' as const, address: '169.254.20.10' };
    const byCache = byVip({ ...slow, target });
    const others = (quick: number) => [
      arm('tcp', 100, { target, a: queries(100, { slow: quick }), aaaa: queries(100, { slow: quick }) }),
      arm('uncached', 30, { target, scope: 'uncached', a: queries(30), aaaa: queries(30) }),
    ];
    const waits = evidence([], { arms: [...byCache, ...others(0)] });
    expect(confidence(serverSlow, waits)).toBe(0.5);
    expect(apply(serverSlow, waits)?.facts.join()).toContain('lost behind it');
    const [overTcp] = others(40);
    expect(confidence(serverSlow, evidence([], { arms: [...byCache, overTcp ?? arm('tcp', 1)] }))).toBe(0.6);
  });

  it('is only possible when the agent itself reads too late, or when that is not known', () => {
    const overflowed = read({ inDatagrams: 0, noPorts: 0, inErrors: 0, rcvbufErrors: 500 });
    const arms = [...byVip(slow), ...direct(slowThere)];
    expect(confidence(serverSlow, evidence(arms, { node: still(60_000, { ownUdp: overflowed }) }))).toBe(0.5);
    const blind = still(60_000, { ownUdp: absent('no-file', 'x') });
    expect(confidence(serverSlow, evidence(arms, { node: blind }))).toBe(0.5);
  });

  it('is only possible when the slow answers are error codes: a cache that gives up on its upstream', () => {
    const target = { kind: 'node-local' as const, address: '169.254.20.10' };
    const givesUp = queries(100, { slow: 60, rcodeErrors: 60 });
    const found = apply(serverSlow, evidence([], { arms: byVip({ a: givesUp, aaaa: givesUp, target }) }));
    expect(found?.confidence).toBe(0.5);
    expect(found?.facts.join()).toContain('error codes');
    const outside = byVip(slow).map((made) => ({ ...made, scope: 'outside' as const }));
    expect(apply(serverSlow, evidence([], { arms: outside }))?.facts.join()).not.toContain('error codes');
  });

  it('is only possible when the slow answers are error codes of which most come after the deadline', () => {
    const late = queries(100, { slow: 60, late: 40, lateRcodes: { SERVFAIL: 40 }, rcodeErrors: 20 });
    const found = apply(serverSlow, evidence([...byVip({ a: late, aaaa: late })]));
    expect(found?.facts.join()).toContain('nearly all of the slow answers are error codes');
    expect(found?.confidence).toBeLessThanOrEqual(0.5);
  });

  it('is only possible where answers are hardly slow: the servers may be far away', () => {
    const all = (rttsMs: readonly number[]) =>
      evidence([...byVip({ ...slow, rttsMs }), ...direct({ ...slowThere, rttsMs })]);
    expect(confidence(serverSlow, all([60, 140, 210, 220]))).toBe(0.5);
    expect(apply(serverSlow, all([60, 140, 210, 220]))?.facts.join()).toContain('make no lookup stall');
    expect(confidence(serverSlow, all([60, 140, 210, 900]))).toBe(0.9);
  });

  describe('where the time of TCP connections is known', () => {
    const connected = (connectMs: number) => {
      const connectsMs = Array.from({ length: 60 }, (_, index) => (index % 10 < 4 ? connectMs : 2));
      const tcp = { transport: 'tcp', connectsMs, ...slow } as const;
      return [arm('tcp', 100, tcp), ...ENDPOINTS.map((one) => endpointArm(one, arm('endpoint', 100, tcp)))];
    };
    const arms = [...byVip(slow), ...direct(slowThere)];

    it('is only possible if connections are slow as often: packets wait on the way', () => {
      const found = apply(serverSlow, evidence([...arms, ...connected(450)]));
      expect(found?.confidence).toBe(0.5);
      expect(found?.facts.join()).toContain('wait on the way');
      expect(found?.facts).toContain(
        'TCP connections that took 200 ms or longer to be established: 72 of 180 (40 %) (median 2 ms, 99th percentile 450 ms)',
      );
    });

    it('is found if connections are quick', () => {
      const found = apply(serverSlow, evidence([...arms, ...connected(3)]));
      expect(found?.confidence).toBe(0.9);
      expect(found?.facts.join()).not.toContain('wait on the way');
    });
  });

  it('is not found for a few outliers', () => {
    expect(apply(serverSlow, evidence([arm('pair', 100, { a: queries(100, { slow: 4 }) })]))).toBeUndefined();
  });
});

describe('slow answers', () => {
  const wrong = queries(100, { timedOut: 30, wrongSource: 30, wrongSourceFromEndpoint: 30, slow: 70 });
  const all = queries(100, { slow: 100 });
  const there = direct({ a: queries(50, { slow: 50 }), aaaa: queries(50, { slow: 50 }) });
  const of = (rtts: number[]) =>
    evidence([
      ...byVip({ a: all, aaaa: all, rttsMs: rtts }),
      arm('race', 100, { a: all, aaaa: wrong, rttsMs: rtts }),
      ...there,
    ]);
  /** The same, where pairs as a C library sends them lose one of the two. */
  const ofPairs = (rtts: number[]) => {
    const hit = arm('pair', 100, { a: all, aaaa: queries(100, { timedOut: 30, slow: 70 }), rttsMs: rtts });
    const made = of(rtts);
    return { ...made, arms: [...made.arms.filter(({ strategy }) => strategy !== 'pair'), hit] };
  };

  it('that a lookup can bear are the other half of clashes that expired', () => {
    expect(named(ofPairs([1500, 1500, 1500]))).toEqual(['clash-expired']);
    expect(confidence(serverSlow, ofPairs([1500, 1500, 1500]))).toBe(0.5);
  });

  it('are what applications notice where only races are hit', () => {
    expect(named(of([1500, 1500, 1500]))).toEqual(['server-slow']);
  });

  it('that take as long as a resolver waits stall lookups by themselves', () => {
    const slower = evidence([
      ...of([1000, 2800, 4000]).arms,
      ...direct({ ...there[0], rttsMs: [1000, 2800, 4000] }),
    ]);
    expect(named(slower)).toEqual(['server-slow']);
  });

  it('are not what stalls where the search list multiplies them', () => {
    const { lookups } = evidence();
    const searched = {
      ...lookups,
      amplified: { lookups: 10, queries: 180, durationMs: 2700, lastNameMs: 300 },
      asPairs: { lookups: 0, slow: 0 },
    };
    const both = { ...evidence([...byVip({ a: all, aaaa: all }), ...there]), lookups: searched };
    expect(named(both)).toEqual(['search-amplification']);
  });
});

describe('a pod that answers after the deadline', () => {
  const latePod = ruleOf('server-slow', 'a-pod-answers-after-the-deadline');
  const [late = '', ...prompt] = ENDPOINTS;
  const directly = (changes: Partial<ArmTally>) => [
    endpointArm(late, arm('endpoint', 50, changes)),
    ...prompt.map((address) => endpointArm(address, arm('endpoint', 50))),
  ];
  const lateOf = (count: number) => queries(50, { late: count, timedOut: 50 - count, slow: count });

  it('is slow, and not down', () => {
    const made = evidence([
      ...directly({ a: lateOf(25), aaaa: lateOf(25) }),
      arm('pair', 100, { a: queries(100, { late: 20 }), aaaa: queries(100, { late: 20 }) }),
    ]);
    expect(confidence(latePod, made)).toBe(0.9);
    expect(apply(latePod, made)?.facts[0]).toBe(
      `answers straight from ${late} that came after the deadline: 50 of 100 (50 %)`,
    );
  });

  it('is only possible where no answer via the VIP is late', () => {
    expect(confidence(latePod, evidence(directly({ a: lateOf(25), aaaa: lateOf(25) })))).toBe(0.5);
  });

  it('is not found where the pod answers a part in time, or nothing even after it', () => {
    const partly = queries(50, { late: 25 });
    expect(apply(latePod, evidence(directly({ a: partly, aaaa: partly })))).toBeUndefined();
    expect(apply(latePod, evidence(directly({ a: lateOf(0), aaaa: lateOf(0) })))).toBeUndefined();
  });
});

it('names the one pod that is slow, and says nothing where all are', () => {
  const slow = (pods: readonly number[]): Mechanism => ({
    kind: 'pod',
    pods,
    state: { how: 'slow', share: 0.9, ms: 500 },
  });
  const facts = (pods: readonly number[]) => saidWith([slow(pods)])[0]?.facts.join();
  expect(facts([1])).toContain('only 10.244.0.3 of the 3 DNS pods is slow');
  expect(facts([0, 1])).toContain('only 10.244.0.2, 10.244.0.3 of the 3 DNS pods are slow');
  expect(facts([0, 1, 2])).not.toContain('only 10.244');
});
