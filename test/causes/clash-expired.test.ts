import { describe, expect, it } from 'vitest';
import { arm, counted, evidence, queries, still } from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const clashExpired = ruleOf('clash-expired');

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
