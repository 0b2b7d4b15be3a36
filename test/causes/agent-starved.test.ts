import { describe, expect, it } from 'vitest';
import { read } from '../../src/domain/reading.ts';
import { arm, dead, ENDPOINTS, endpointArm, evidence, queries, still } from '../diagnosis/evidences.ts';
import { apply, confidence, ruleOf } from '../diagnosis/findings.ts';

const agentStarved = ruleOf('agent-starved');

describe('agent-starved', () => {
  it('is certain when all that was slow lies within stalls of the agent', () => {
    const starved = evidence([], {
      starvation: { pairs: 6, lookups: 1, probes: 50, stalls: 4, longestMs: 240 },
    });
    expect(apply(agentStarved, starved)).toMatchObject({ confidence: 0.95 });
    expect(apply(agentStarved, starved)?.facts[0]).toContain('240 ms');
  });

  it('is unlikely when most of what failed does not', () => {
    const lost = arm('pair', 100, { a: queries(100, { timedOut: 40 }) });
    expect(
      confidence(
        agentStarved,
        evidence([lost], { starvation: { pairs: 6, lookups: 0, probes: 50, stalls: 4, longestMs: 90 } }),
      ),
    ).toBeLessThan(0.2);
  });

  it('does not count the queries to a DNS pod that is gone: they fail with or without stalls', () => {
    const [first = ''] = ENDPOINTS;
    const gone = endpointArm(first, dead('endpoint', 50, 50));
    const starved = { starvation: { pairs: 6, lookups: 1, probes: 50, stalls: 4, longestMs: 240 } };
    expect(confidence(agentStarved, evidence([gone], starved))).toBe(0.95);
  });

  it('is not found for a single stall', () => {
    expect(
      apply(
        agentStarved,
        evidence([], { starvation: { pairs: 1, lookups: 0, probes: 50, stalls: 1, longestMs: 90 } }),
      ),
    ).toBeUndefined();
  });

  it.each([
    ['two slow probes in a minute, as on every busy node', { pairs: 2, lookups: 0, probes: 25, stalls: 2 }],
    ['one stall, however many probes it hit', { pairs: 8, lookups: 1, probes: 40, stalls: 1 }],
    ['a small part of many probes', { pairs: 6, lookups: 0, probes: 400, stalls: 6 }],
  ])('is not found for %s', (_, starvation) => {
    expect(
      apply(agentStarved, evidence([], { starvation: { ...starvation, longestMs: 1900 } })),
    ).toBeUndefined();
  });

  it('does not explain queries that failed outside of stalls', () => {
    const lost = arm('pair', 100, { a: queries(100, { timedOut: 3 }) });
    const starvation = { pairs: 9, lookups: 0, probes: 50, stalls: 5, longestMs: 900 };
    expect(confidence(agentStarved, evidence([lost], { starvation }))).toBe(0.3);
  });

  it('does not explain queries for names outside that failed outside of stalls', () => {
    const inside = arm('pair', 100);
    const outside = arm('pair', 20, { scope: 'outside', a: queries(20, { timedOut: 14 }) });
    const starvation = { pairs: 30, lookups: 2, probes: 112, stalls: 9, longestMs: 1700 };
    const found = apply(agentStarved, evidence([inside, outside], { starvation }));
    expect(found).toMatchObject({ confidence: 0.3 });
    expect(found?.facts[1]).toContain('outside such stalls: 14');
  });

  it('is there nevertheless if it explains four fifths of all that went wrong, beside a second fault', () => {
    const lost = arm('pair', 100, { a: queries(100, { timedOut: 3 }) });
    const starvation = { pairs: 60, lookups: 0, probes: 300, stalls: 9, longestMs: 900 };
    expect(confidence(agentStarved, evidence([lost], { starvation }))).toBeGreaterThan(0.9);
    const most = arm('pair', 100, { a: queries(100, { timedOut: 20 }) });
    expect(confidence(agentStarved, evidence([most], { starvation }))).toBe(0.3);
  });

  it('states the throttling where it can be read', () => {
    const throttled = evidence([], {
      starvation: { pairs: 5, lookups: 0, probes: 50, stalls: 4, longestMs: 90 },
      node: still(60_000, { ownThrottle: read({ periods: 600, throttledPeriods: 88, throttledMs: 9000 }) }),
    });
    expect(apply(agentStarved, throttled)?.facts.join()).toContain('88 of 600');
  });
});
