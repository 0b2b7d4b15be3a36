import { describe, expect, it } from 'vitest';
import { arm, counted, evidence, lossy, queries, still } from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const clashExpired = ruleOf('clash-expired', 'answers-from-the-pod-itself');
const lostBehind = ruleOf('clash-expired', 'answers-lost-after-a-repaired-clash');

describe('clash-expired', () => {
  const wrong = queries(100, { timedOut: 15, wrongSource: 15, wrongSourceFromEndpoint: 15 });
  const slow = [1500, 1600];
  const expired = arm('race', 100, { aaaa: wrong, rttsMs: slow });
  /** A connected socket hears nothing of an answer from another address. */
  const silently = arm('pair', 100, { aaaa: queries(100, { timedOut: 12 }), rttsMs: slow });

  it('is certain when answers come from a DNS pod itself, and clash_resolve rises', () => {
    const resolved = { conntrack: counted({ clashResolved: 34 }) };
    const counters = { ...lossy(27, resolved), node: still(60_000, resolved) };
    const apart = (['separate', 'sequential', 'reopen'] as const).map((name) =>
      arm(name, 100, { rttsMs: slow }),
    );
    expect(named(evidence([expired, silently, ...apart], counters))).toEqual(['clash-expired']);
    expect(confidence(clashExpired, evidence([expired, silently]))).toBe(0.85);
  });

  it('is only possible where nothing but the races is hit, which provoke the clash', () => {
    const counters = { node: still(60_000, { conntrack: counted({ clashResolved: 34 }) }) };
    expect(confidence(clashExpired, evidence([expired, arm('pair', 100)], counters))).toBe(0.5);
    const lossy = { a: queries(100, { timedOut: 6 }), aaaa: queries(100, { timedOut: 6 }) };
    const losing = (['pair', 'separate', 'sequential', 'reopen'] as const).map((name) =>
      arm(name, 100, lossy),
    );
    expect(confidence(clashExpired, evidence([expired, ...losing], counters))).toBeLessThanOrEqual(0.5);
  });

  it('is only possible when the sender is unknown, no answer took a second, or there are few such answers', () => {
    const stranger = { ...wrong, wrongSourceFromEndpoint: 0 };
    expect(confidence(clashExpired, evidence([arm('race', 100, { aaaa: stranger, rttsMs: slow })]))).toBe(
      0.5,
    );
    expect(confidence(clashExpired, evidence([arm('race', 100, { aaaa: wrong })]))).toBe(0.5);
    const few = { ...wrong, timedOut: 6, wrongSource: 6, wrongSourceFromEndpoint: 6 };
    expect(confidence(clashExpired, evidence([arm('race', 100, { aaaa: few, rttsMs: slow })]))).toBe(0.5);
    const single = { ...wrong, timedOut: 1, wrongSource: 1, wrongSourceFromEndpoint: 1 };
    expect(confidence(clashExpired, evidence([arm('race', 100, { aaaa: single, rttsMs: slow })]))).toBe(0.5);
  });

  it('is unlikely where answers take longer than a resolver waits: then lookups stall without a clash', () => {
    const longer = arm('race', 100, { aaaa: wrong, rttsMs: [...slow, 2600, 3000, 3400, 3600] });
    const late = arm('pair', 100, {
      a: queries(100, { late: 90 }),
      aaaa: queries(100, { late: 90 }),
      rttsMs: slow,
    });
    for (const arms of [[longer], [expired, late]]) {
      expect(confidence(clashExpired, evidence(arms))).toBe(0.3);
    }
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

describe('clash-expired behind masquerade, where the answer finds no way back', () => {
  const lostOne = { aaaa: queries(100, { timedOut: 20 }) };
  const of = (rtts: readonly number[], clashResolved: number, drop = 0, hit = lostOne) => {
    const slow = (['pair', 'separate', 'sequential', 'reopen'] as const).map((name) =>
      arm(name, 100, { rttsMs: rtts, ...(name === 'pair' && hit) }),
    );
    const counters = { conntrack: counted({ clashResolved, drop, insertFailed: drop }) };
    const node = still(60_000, counters);
    return evidence([arm('race', 100, { ...lostOne, rttsMs: rtts }), ...slow], {
      ...lossy(20, counters),
      node,
    });
  };
  const SOME_SLOW = [1, 1, 1300];
  const ALL_SLOW = [2500, 3000, 3900];

  it('is likely where clashes were repaired and a good part of the answers takes a second', () => {
    expect(confidence(lostBehind, of(SOME_SLOW, 30))).toBe(0.8);
    expect(named(of(SOME_SLOW, 30))).toEqual(['clash-expired']);
    expect(confidence(lostBehind, of(SOME_SLOW, 30, 0, { aaaa: queries(100) }))).toBe(0.5);
  });

  it('is possible where the answers stall lookups by themselves, and never the race', () => {
    expect(confidence(lostBehind, of(ALL_SLOW, 30))).toBe(0.5);
    expect(named(of(ALL_SLOW, 30))).not.toContain('conntrack-race');
  });

  it('is not found where no clash was repaired, clashes were dropped, or answers are quick', () => {
    expect(apply(lostBehind, of(SOME_SLOW, 0))).toBeUndefined();
    expect(apply(lostBehind, of(SOME_SLOW, 30, 20))).toBeUndefined();
    expect(apply(lostBehind, of([1, 2, 3], 30))).toBeUndefined();
    expect(named(of([1, 2, 3], 30))).toEqual(['conntrack-race']);
  });
});
