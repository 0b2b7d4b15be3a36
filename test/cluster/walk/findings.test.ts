import { describe, expect, it } from 'vitest';
import type { Cause } from '../../../src/domain/cause.ts';
import { findingsOf } from './findings.ts';
import { type Sample, slowLookups } from './sample.ts';

const MOMENTS = { beganS: 10, curingS: 30, curedS: 30 };

function sample(atS: number, ...claims: readonly (readonly [Cause, number])[]): Sample {
  const verdicts = claims.map(([cause, confidence]) => ({ cause, confidence, rule: 'rule', facts: [] }));
  return { atS, verdicts, slow: {}, node: {} };
}

describe('the findings of a walk', () => {
  it('say when the fault was named, and when its verdict ended', () => {
    const samples = [
      sample(5),
      sample(15, ['not-enough-evidence', 1]),
      sample(20, ['endpoint-down', 0.7]),
      sample(30, ['endpoint-down', 0.9]),
      sample(40, ['endpoint-down', 0.6]),
      sample(50, ['endpoint-down', 0.5]),
    ];
    expect(findingsOf(samples, ['endpoint-down'], MOMENTS)).toEqual({
      rightAfterS: 10,
      untrue: [],
      goneAfterS: 20,
      relapsesAtS: [],
      slow: {},
      silentAtS: [],
    });
  });

  it('hold every untrue claim against the agent, at its surest', () => {
    const samples = [
      sample(5, ['packet-loss', 0.6]),
      sample(20, ['packet-loss', 0.9]),
      sample(25, ['packet-loss', 0.7]),
    ];
    const { untrue, rightAfterS, goneAfterS } = findingsOf(samples, ['endpoint-down'], MOMENTS);
    expect(untrue).toEqual([
      { cause: 'packet-loss', confidence: 0.9, rule: 'rule', facts: [], atS: [5, 20, 25] },
    ]);
    expect(rightAfterS).toBeUndefined();
    expect(goneAfterS).toBeUndefined();
  });

  it('do not take a verdict that stands second for right', () => {
    const samples = [sample(20, ['packet-loss', 0.9], ['endpoint-down', 0.7])];
    expect(findingsOf(samples, ['endpoint-down'], MOMENTS).rightAfterS).toBeUndefined();
  });

  it('name the moments of a relapse', () => {
    const samples = [
      sample(15, ['endpoint-down', 0.7]),
      sample(20, ['endpoint-down', 0.4]),
      sample(25, ['endpoint-down', 0.7]),
    ];
    expect(findingsOf(samples, ['endpoint-down'], MOMENTS).relapsesAtS).toEqual([20]);
  });

  it('do not call it a relapse when the agent does not answer', () => {
    const silent: Sample = { atS: 20, verdicts: undefined, slow: {}, node: undefined };
    const samples = [sample(15, ['endpoint-down', 0.7]), silent, sample(25, ['endpoint-down', 0.7])];
    const { relapsesAtS, silentAtS } = findingsOf(samples, ['endpoint-down'], MOMENTS);
    expect([relapsesAtS, silentAtS]).toEqual([[], [20]]);
  });

  it('do not call it a relapse when the cure has begun', () => {
    const samples = [sample(15, ['endpoint-down', 0.7]), sample(25)];
    expect(findingsOf(samples, ['endpoint-down'], { ...MOMENTS, curingS: 20 }).relapsesAtS).toEqual([]);
  });

  it('leave out what is harmless, and what is about the agent itself', () => {
    const samples = [
      sample(15, ['clash-repaired', 0.95], ['agent-starved', 0.9], ['not-enough-evidence', 1]),
    ];
    expect(findingsOf(samples, [], MOMENTS).untrue).toEqual([]);
  });

  it('count slow lookups from the first look on, and moments without an answer', () => {
    const before: Sample = { ...sample(5), slow: { 'packet-loss': 2 } };
    const after: Sample = { ...sample(35), slow: { 'packet-loss': 2, 'endpoint-down': 3 } };
    const silent: Sample = { atS: 20, verdicts: undefined, slow: {}, node: undefined };
    const findings = findingsOf([before, silent, after], ['endpoint-down'], MOMENTS);
    expect(findings.slow).toEqual({ 'endpoint-down': 3 });
    expect(findings.silentAtS).toEqual([20]);
  });
});

describe('slow lookups', () => {
  it('are added up by cause', () => {
    const exposition = [
      'fivesec_slow_lookups_total{cause="packet-loss",profile="glibc"} 2',
      'fivesec_slow_lookups_total{cause="packet-loss",profile="musl"} 1',
      'fivesec_slow_lookups_total{cause="endpoint-down",profile="musl"} 0',
    ].join('\n');
    expect(slowLookups(exposition)).toEqual({ 'packet-loss': 3 });
  });
});
