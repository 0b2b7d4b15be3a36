import { describe, expect, it } from 'vitest';
import { viewOf } from '../../../src/diagnosis/compare/view.ts';
import {
  clashExpired,
  clashRepaired,
  conntrackRace,
  somethingStalls,
} from '../../../src/diagnosis/rules/clash.ts';
import { absent } from '../../../src/domain/reading.ts';
import { arm, counted, dead, ENDPOINTS, endpointArm, evidence, lossy, queries, still } from '../evidences.ts';
import { apply, confidence, named } from '../findings.ts';

const raced = arm('race', 100, { aaaa: queries(100, { timedOut: 20 }) });

describe('conntrack-race', () => {
  it('is certain when race loses one of two, nothing else does, and the counters say so', () => {
    const counters = lossy(20, { conntrack: counted({ drop: 20, insertFailed: 20 }) });
    expect(confidence(conntrackRace, evidence([raced], counters))).toBe(0.95);
    expect(named(evidence([raced], counters))).toEqual(['conntrack-race']);
  });

  it('is likely by its pattern alone, whether the counters stand still or can not be read', () => {
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

  it('is not found when all strategies lose, whatever the counters do', () => {
    const alike = { a: queries(100, { timedOut: 10 }), aaaa: queries(100, { timedOut: 10 }) };
    const all = (['pair', 'race', 'separate', 'sequential', 'reopen'] as const).map((name) =>
      arm(name, 100, alike),
    );
    const counters = lossy(100, { conntrack: counted({ drop: 100, insertFailed: 100 }) });
    expect(confidence(conntrackRace, evidence(all, counters))).toBe(0);
  });
});

describe('clash-expired', () => {
  const wrong = queries(100, { timedOut: 15, wrongSource: 15, wrongSourceFromEndpoint: 15 });
  const slow = [1500, 1600];
  const expired = arm('race', 100, { aaaa: wrong, rttsMs: slow });

  it('is certain when answers come from a DNS pod itself, and clash_resolve rises', () => {
    const counters = { node: still(60_000, { conntrack: counted({ clashResolved: 34 }) }) };
    expect(named(evidence([expired], counters))).toEqual(['clash-expired']);
    expect(confidence(clashExpired, evidence([expired]))).toBe(0.85);
  });

  it('is only possible when the sender is unknown, or no answer took a second', () => {
    const stranger = { ...wrong, wrongSourceFromEndpoint: 0 };
    expect(confidence(clashExpired, evidence([arm('race', 100, { aaaa: stranger, rttsMs: slow })]))).toBe(
      0.5,
    );
    expect(confidence(clashExpired, evidence([arm('race', 100, { aaaa: wrong })]))).toBe(0.5);
  });

  it('is not found where answers are as slow but come from whom was asked, or where a query goes missing without a trace', () => {
    const counters = { node: still(60_000, { conntrack: counted({ clashResolved: 34 }) }) };
    const punctual = arm('race', 100, { aaaa: queries(100, { slow: 60 }), rttsMs: slow });
    expect(apply(clashExpired, evidence([punctual], counters))).toBeUndefined();
    const silent = arm('race', 100, { aaaa: queries(100, { timedOut: 15 }), rttsMs: slow });
    expect(apply(clashExpired, evidence([silent], counters))).toBeUndefined();
    expect(apply(clashExpired, evidence())).toBeUndefined();
  });

  it('is unlikely when queries apart go missing as well: then nothing is rewritten back', () => {
    const apart = (['separate', 'sequential', 'reopen'] as const).map((name) =>
      arm(name, 100, { a: queries(100, { timedOut: 8 }), aaaa: queries(100, { timedOut: 8 }) }),
    );
    expect(confidence(clashExpired, evidence([expired, ...apart]))).toBe(0.3);
  });
});

describe('clash-repaired', () => {
  const clashes = (clashResolved: number) => ({
    node: still(60_000, { conntrack: counted({ clashResolved }) }),
  });

  it("is not worth a word when fivesec's own races explain all clashes and nothing stalls", () => {
    expect(named(evidence([], clashes(60)))).toEqual([]);
  });

  it('is said when other pods clash too, and takes no blame when something stalls', () => {
    expect(confidence(clashRepaired, evidence([], clashes(50_000)))).toBe(0.9);
    const stalling = evidence([arm('tcp', 100, { a: queries(100, { timedOut: 2 }) })], clashes(60));
    expect(confidence(clashRepaired, stalling)).toBe(0.3);
  });

  it('is not said when clashes lose packets', () => {
    expect(apply(clashRepaired, evidence([raced], clashes(60)))).toBeUndefined();
  });

  it('is not said when they may lose packets beside a sick pod, and the counters that would tell can not be read', () => {
    const halves = (['pair', 'sequential'] as const).map((name) => dead(name, 100, 50));
    const sick = endpointArm(ENDPOINTS[0] ?? '', dead('endpoint', 50, 50));
    const arms = [sick, ...halves, dead('race', 100, 40, { oneFailed: 15 })];
    expect(apply(clashRepaired, evidence(arms, { ...clashes(60), ...lossy(200) }))).toBeDefined();
    const blind = lossy(200, { conntrack: absent('no-file', 'x') });
    expect(apply(clashRepaired, evidence(arms, { ...clashes(60), ...blind }))).toBeUndefined();
  });
});

describe('a stall', () => {
  it('is any query that failed, came late or was refused, and any slow lookup', () => {
    expect(somethingStalls(viewOf(evidence()))).toBe(false);
    for (const bad of ['timedOut', 'late', 'rcodeErrors', 'networkErrors'] as const)
      expect(somethingStalls(viewOf(evidence([arm('pair', 100, { a: queries(100, { [bad]: 1 }) })])))).toBe(
        true,
      );
    const { lookups } = evidence();
    expect(somethingStalls(viewOf(evidence([], { lookups: { ...lookups, slow: 1 } })))).toBe(true);
  });
});
