import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { ArmTally, Evidence } from '../../src/domain/evidence.ts';
import { absent } from '../../src/domain/reading.ts';
import { APART } from '../../src/domain/strategy.ts';
import {
  arm,
  counted,
  ENDPOINTS,
  endpointArm,
  evidence,
  lossy,
  lost,
  queries,
  still,
} from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const conntrackRace = ruleOf('conntrack-race', 'together-loses-apart-does-not');
const countedAsClashes = ruleOf('conntrack-race', 'counted-as-clashes');

const raced = arm('race', 100, { aaaa: queries(100, { timedOut: 20 }) });

describe('conntrack-race on kernels where pairs straight to a DNS pod clash too', () => {
  const loses = { oneFailed: 40, aaaa: queries(100, { timedOut: 40 }) };
  const direct = ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 100, loses)));
  const arms = [arm('race', 100, loses), arm('pair', 100, loses), ...direct];
  const counters = lossy(160, { conntrack: counted({ drop: 160, insertFailed: 160 }, 'searched') });

  it('is likely where the kernel counts the losses, and is not taken for a device on the path', () => {
    expect(confidence(countedAsClashes, evidence(arms, counters))).toBe(0.8);
    expect(named(evidence(arms, counters))).toEqual(['conntrack-race']);
  });

  it('is probable as soon as the kernel counts more clashes than usual, though few pairs were lost', () => {
    const few = [
      arm('race', 20, { oneFailed: 6, aaaa: queries(20, { timedOut: 6 }) }),
      arm('pair', 20, { oneFailed: 2, aaaa: queries(20, { timedOut: 2 }) }),
      ...APART.map((name) => arm(name, 12)),
    ];
    const rise = lossy(20, { conntrack: counted({ drop: 20, insertFailed: 20 }, 'searched') });
    expect(confidence(countedAsClashes, evidence(few, rise))).toBe(0.6);
    expect(apply(countedAsClashes, evidence(few, lossy(20)))).toBeUndefined();
    const fewer = [arm('race', 20, { oneFailed: 2, aaaa: queries(20, { timedOut: 2 }) }), ...few.slice(2)];
    expect(apply(countedAsClashes, evidence(fewer, rise))).toBeUndefined();
  });

  it('is left to the other rule where nothing is counted, or queries apart are lost as well', () => {
    expect(apply(countedAsClashes, evidence(arms, lossy(160)))).toBeUndefined();
    const apart = (['separate', 'sequential', 'reopen'] as const).map((name) => arm(name, 100, loses));
    expect(apply(countedAsClashes, evidence([...arms, ...apart], counters))).toBeUndefined();
  });
});

describe('conntrack-race where pairs clash as often as races, or oftener', () => {
  const together = [
    lost(arm('pair', 106), { onlyAaaa: 35 }),
    lost(arm('race', 107), { onlyA: 14, onlyAaaa: 12 }),
    lost(arm('uncached', 27), { onlyAaaa: 7 }),
  ];
  const asMany = (count: number) => lossy(68, { conntrack: counted({ drop: count, insertFailed: count }) });

  it('is likely where the kernel counts the losses: a device that takes one query at a time is not counted', () => {
    expect(confidence(countedAsClashes, evidence(together, asMany(68)))).toBe(0.8);
    expect(diagnose(evidence(together, asMany(68)))[0]).toMatchObject({
      cause: 'conntrack-race',
      confidence: 0.8,
    });
  });

  it('comes first where nothing is counted', () => {
    expect(diagnose(evidence(together, asMany(0)))[0]?.cause).toBe('conntrack-race');
  });
});

describe('conntrack-race', () => {
  it('is certain when race loses one of two, nothing else does, and the counters say so', () => {
    const counters = lossy(20, { conntrack: counted({ drop: 20, insertFailed: 20 }) });
    expect(confidence(conntrackRace, evidence([raced], counters))).toBe(0.95);
    expect(named(evidence([raced], counters))).toEqual(['conntrack-race']);
  });

  it('is likely by its pattern alone, whether the counters stand still or cannot be read', () => {
    expect(confidence(conntrackRace, evidence([raced], lossy(20)))).toBe(0.75);
    const blind = evidence([raced], lossy(20, { conntrack: absent('no-file', 'no procfs') }));
    expect(apply(conntrackRace, blind)).toMatchObject({ confidence: 0.75 });
    expect(apply(conntrackRace, blind)?.facts.join()).toContain('no procfs');
  });

  it('is believed sooner where the kernel counts the drops: then only the pattern is open', () => {
    const few = [
      arm('race', 8, { aaaa: queries(8, { timedOut: 2 }) }),
      ...(['pair', 'separate', 'sequential', 'reopen'] as const).map((name) => arm(name, 10)),
    ];
    const counters = lossy(2, { conntrack: counted({ drop: 2, insertFailed: 2 }) });
    const many = lossy(2, { conntrack: counted({ drop: 6, insertFailed: 6 }) });
    expect(confidence(conntrackRace, evidence(few, lossy(2)))).toBe(0);
    expect(confidence(conntrackRace, evidence(few, counters))).toBe(0);
    expect(confidence(conntrackRace, evidence(few, many))).toBe(0.7);
  });

  it('reads drop alone on kernels before the clashres column', () => {
    const merged = lossy(20, { conntrack: counted({ drop: 0, insertFailed: 50 }, 'searched') });
    expect(confidence(conntrackRace, evidence([raced], merged))).toBe(0.75);
    const dropped = lossy(20, { conntrack: counted({ drop: 20, insertFailed: 50 }, 'searched') });
    expect(confidence(conntrackRace, evidence([raced], dropped))).toBe(0.95);
  });

  it('is no more than possible where queries apart lose nearly as much, unless the kernel counts the drops', () => {
    const much = (strategy: 'separate' | 'sequential' | 'reopen') =>
      arm(strategy, 100, { a: queries(100, { timedOut: 70 }), aaaa: queries(100, { timedOut: 70 }) });
    const arms = [
      arm('race', 100, { aaaa: queries(100, { timedOut: 95 }), a: queries(100, { timedOut: 95 }) }),
      ...(['separate', 'sequential', 'reopen'] as const).map(much),
    ];
    expect(confidence(conntrackRace, evidence(arms))).toBe(0.5);
    const counters = lossy(600, { conntrack: counted({ drop: 600, insertFailed: 600 }) });
    expect(confidence(conntrackRace, evidence(arms, counters))).toBe(0.95);
  });

  it('is no more than possible where pairs to the node-local cache lose one of two as well, without DNAT', () => {
    const half = { oneFailed: 50, aaaa: queries(100, { timedOut: 50 }) };
    const arms = [arm('race', 100, half), arm('pair', 100, half), arm('node-local', 100, half)];
    expect(confidence(conntrackRace, evidence(arms))).toBeLessThanOrEqual(0.5);
    expect(confidence(conntrackRace, evidence([arm('race', 100, half), arm('pair', 100, half)]))).toBe(0.75);
  });

  it('is no more than possible where every AAAA is lost, and the kernel counts nothing', () => {
    const every = { oneFailed: 100, aaaa: queries(100, { timedOut: 100 }) };
    const arms = [
      arm('race', 100, {
        oneFailed: 60,
        bothFailed: 40,
        a: queries(100, { timedOut: 40 }),
        aaaa: every.aaaa,
      }),
      ...(['pair', 'separate', 'sequential', 'reopen', 'staggered'] as const).map((name) =>
        arm(name, 100, every),
      ),
      ...ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 100, every))),
    ];
    expect(confidence(conntrackRace, evidence(arms, lossy(40)))).toBe(0.5);
  });

  it('is not found when all strategies lose, whatever the counters do', () => {
    const alike = { a: queries(100, { timedOut: 10 }), aaaa: queries(100, { timedOut: 10 }) };
    const all = (['pair', 'race', 'separate', 'sequential', 'reopen'] as const).map((name) =>
      arm(name, 100, alike),
    );
    const counters = lossy(100, { conntrack: counted({ drop: 100, insertFailed: 100 }) });
    expect(confidence(conntrackRace, evidence(all, counters))).toBe(0);
  });
});

describe('conntrack-race at a low rate, on a node that drops clashes of other pods all the time', () => {
  const drops = (count: number) => ({ conntrack: counted({ drop: count, insertFailed: count }) });
  /** As many in the steps with a loss as in the others. */
  const always = { ...lossy(6, drops(5)), baseline: still(60_000, drops(30)) };
  const never = { ...lossy(6, drops(0)), baseline: still(60_000, drops(0)) };
  /** What an agent asks in two minutes at its default rate. */
  const few = (changed: readonly ArmTally[]) => [
    ...(['race', 'pair', 'separate', 'sequential', 'reopen', 'staggered', 'tcp'] as const).map(
      (name) => changed.find(({ strategy }) => strategy === name) ?? arm(name, 20),
    ),
    ...ENDPOINTS.map(
      (address) =>
        changed.find(({ target }) => target.address === address) ?? endpointArm(address, arm('endpoint', 12)),
    ),
  ];
  const race = lost(arm('race', 30), { onlyA: 2, onlyAaaa: 2 });
  const sure = (arms: readonly ArmTally[], counters: Partial<Evidence>) =>
    confidence(conntrackRace, { ...evidence([], counters), arms });

  it('is more probable than not where nothing but queries sent at once was lost', () => {
    expect(sure(few([race]), always)).toBe(0.6);
    expect(named({ ...evidence([], always), arms: few([race]) })).toEqual(['conntrack-race']);
    const found = apply(conntrackRace, { ...evidence([], always), arms: few([race]) });
    expect(found?.facts.join()).toContain('also of other pods, rose by 5');
  });

  it('is only possible where the kernel drops no clash, or anything else was lost', () => {
    expect(sure(few([race]), never)).toBeLessThanOrEqual(0.5);
    expect(sure(few([race, lost(arm('separate', 20), { onlyA: 1 })]), always)).toBeLessThanOrEqual(0.5);
    const direct = lost(endpointArm(ENDPOINTS[0] ?? '', arm('endpoint', 12)), { onlyA: 1 });
    expect(sure(few([race, direct]), always)).toBeLessThanOrEqual(0.5);
  });
});

it('conntrack-race is possible where the standing socket clashes too: its entry has expired between two pairs', () => {
  const arms = [
    lost(arm('race', 22), { onlyA: 2 }),
    lost(arm('pair', 23), { onlyAaaa: 2 }),
    { ...lost(arm('sticky', 7), { onlyAaaa: 2 }), newFlows: 5 },
    ...[arm('separate', 32), arm('sequential', 22), arm('reopen', 8), arm('staggered', 4), arm('tcp', 3)],
    ...ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 10))),
  ];
  const counters = lossy(6, { conntrack: counted({ drop: 11, insertFailed: 11 }, 'searched') });
  const [first] = diagnose({ ...evidence([], counters), arms, windowMs: 144_000 });
  expect(first).toMatchObject({ cause: 'conntrack-race', confidence: 0.5 });
});
