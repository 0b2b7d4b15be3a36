/** Several DNS pods lose queries alike, and the others none: the way to them loses packets, or they are away at times. */

import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { ArmTally, Evidence } from '../../src/domain/evidence.ts';
import { FRESH, specOf } from '../../src/domain/strategy.ts';
import { askOf, type FateCounts } from '../../src/patterns/ask.ts';
import { podsFail } from '../../src/patterns/servers.ts';
import { arm, endpointArm, evidence, lossy, lost, lostQueries, queries } from '../diagnosis/evidences.ts';
import { apply, named, ruleOf } from '../diagnosis/findings.ts';
import { fateOf } from '../patterns/asks.ts';

const PODS = ['10.244.1.2', '10.244.2.2', '10.244.2.3'] as const;
const [NEAR, ...FAR] = PODS;

/** Two thirds of the flows via the VIP lead to two pods, which lose this share of the queries, or of the pairs. */
function measured(share: number, way: 'single' | 'whole', overTcp = 0): Evidence {
  const fails = podsFail(...FAR);
  const there = (made: ArmTally): ArmTally => {
    const { onlyA, onlyAaaa, both } = fateOf(fails.predict(askOf(made), [share, 1, overTcp, 0.67]));
    const count = (part: number) => Math.round(part * made.pairs);
    const single: Partial<FateCounts> = { onlyA: count(onlyA), onlyAaaa: count(onlyAaaa), both: count(both) };
    const { socket, spacing } = specOf(made.strategy);
    if (way === 'single' || socket === 'fresh-each') return lost(made, single);
    // The second query of `sequential` leaves seconds after the first: the pod is back by then.
    return lost(made, spacing === 'in-turn' ? { onlyA: count(onlyA + both) } : { both: count(onlyA + both) });
  };
  const arms = [
    ...FRESH.map((strategy) => there(arm(strategy, 100))),
    there(arm('tcp', 100)),
    ...PODS.flatMap((address) =>
      (['udp', 'tcp'] as const).map((transport) =>
        there(endpointArm(address, arm('endpoint', 100, { transport }))),
      ),
    ),
  ];
  const made = evidence([], { arms, ...lossy(lostQueries(arms)) });
  return { ...made, context: { ...made.context, endpoints: PODS } };
}

describe('two of three DNS pods that lose alike', () => {
  it('are behind a way that loses packets, if single queries are lost and TCP gets through', () => {
    expect(named(measured(0.2, 'single'))).toEqual(['packet-loss']);
    const [first, second] = diagnose(measured(0.2, 'single'));
    expect(first).toMatchObject({ confidence: 0.6, rule: 'the-way-to-some-pods-loses' });
    expect(first?.facts[0]).toContain(FAR.join(', '));
    expect(first?.facts.join()).toContain('Do they run on the same node');
    expect(second).toMatchObject({ cause: 'endpoint-down', confidence: 0.5 });
  });

  it('are away for a part of the time, if whole pairs are lost: each is named', () => {
    const [first] = diagnose(measured(0.35, 'whole'));
    expect(first).toMatchObject({ cause: 'endpoint-down' });
    expect(first?.confidence).toBeGreaterThan(0.5);
    expect(first?.facts.join()).toContain('away for a part of the time');
    for (const address of FAR) expect(first?.facts[0]).toContain(address);
    expect(first?.facts[0]).not.toContain(NEAR);
  });

  it('are down, if they answer nothing, or TCP fails as well', () => {
    expect(named(measured(1, 'whole', 1))).toEqual(['endpoint-down']);
    expect(named(measured(0.5, 'single', 1))).toEqual(['endpoint-down']);
  });
});

describe('a way to all DNS pods that loses packets, behind the cache of the node', () => {
  const rule = ruleOf('packet-loss', 'the-way-to-all-pods-loses-behind-a-cache');
  const cache = { kind: 'node-local' as const, address: '169.254.20.10' };
  const slow = queries(100, { slow: 80, timedOut: 3 });
  /** Each pod loses `direct`; the cache answers late. */
  function behindCache(direct: Partial<FateCounts>, own = slow): Evidence {
    const byCache = FRESH.map((strategy) => arm(strategy, 100, { target: cache, a: own, aaaa: own }));
    const arms = PODS.flatMap((address) => [
      endpointArm(address, lost(arm('endpoint', 100), direct)),
      endpointArm(address, arm('endpoint', 100, { transport: 'tcp' })),
    ]);
    const some = queries(100, { slow: 45 });
    const overTcp = arm('tcp', 100, { target: cache, a: some, aaaa: some });
    const made = evidence([], { arms: [...byCache, overTcp, ...arms], ...lossy(lostQueries(arms)) });
    return { ...made, context: { ...made.context, endpoints: PODS } };
  }

  it('is probable, and comes before a cache that is slow', () => {
    const made = behindCache({ onlyA: 15, onlyAaaa: 16, both: 4 });
    expect(apply(rule, made)).toMatchObject({ confidence: 0.6 });
    expect(named(made)).toEqual(['packet-loss']);
  });

  it('is not found where one of two is lost, where pairs are lost, where the cache is quick, or by the VIP', () => {
    expect(apply(rule, behindCache({ onlyAaaa: 30 }))).toBeUndefined();
    expect(apply(rule, behindCache({ both: 30 }))).toBeUndefined();
    expect(apply(rule, behindCache({ onlyA: 15, onlyAaaa: 16, both: 4 }, queries(100)))).toBeUndefined();
    expect(apply(rule, measured(0.2, 'single'))).toBeUndefined();
  });
});
