import { describe, expect, it } from 'vitest';
import {
  aaaaBroken,
  misdirected,
  searchAmplification,
  serverError,
  serverSlow,
  upstreamSlow,
} from '../../../src/diagnosis/rules/answers.ts';
import { FRESH } from '../../../src/diagnosis/sight.ts';
import type { ArmTally, LookupTally } from '../../../src/domain/evidence.ts';
import { arm, ENDPOINTS, endpointArm, evidence, queries } from '../evidences.ts';
import { apply, confidence, named } from '../findings.ts';

const byVip = (changes: Partial<ArmTally>) => FRESH.map((strategy) => arm(strategy, 100, changes));
const direct = (changes: Partial<ArmTally>) =>
  ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 50, changes)));
const outside = (changes: Partial<ArmTally>) => arm('pair', 100, { scope: 'outside', ...changes });

describe('aaaa-broken', () => {
  it('is certain when AAAA times out however it is sent', () => {
    const lost = { aaaa: queries(100, { timedOut: 100 }) };
    const there = { aaaa: queries(50, { timedOut: 50 }) };
    expect(named(evidence([...byVip(lost), ...direct(there)]))).toEqual(['aaaa-broken']);
  });

  it('is certain when AAAA is answered with an error, and that is no server-error then', () => {
    const refused = { aaaa: queries(100, { refused: 100 }) };
    const there = { aaaa: queries(50, { refused: 50 }) };
    expect(named(evidence([...byVip(refused), ...direct(there)]))).toEqual(['aaaa-broken']);
  });

  it('is not found when AAAA is lost only where it is sent together with A', () => {
    expect(
      apply(aaaaBroken, evidence([arm('race', 100, { aaaa: queries(100, { timedOut: 50 }) })])),
    ).toBeUndefined();
  });
});

describe('server-error', () => {
  const failing = { a: queries(100, { refused: 8 }), aaaa: queries(100, { refused: 9 }) };

  it('is surer the more answers say so', () => {
    expect(named(evidence(byVip(failing)))).toEqual(['server-error']);
    expect(confidence(serverError, evidence([arm('pair', 100, { a: queries(100, { refused: 1 }) })]))).toBe(
      0.5,
    );
  });

  it('names the pod when only one of them answers so', () => {
    const one = endpointArm(ENDPOINTS[1] ?? '', arm('endpoint', 50, { a: queries(50, { refused: 20 }) }));
    expect(apply(serverError, evidence([one]))?.facts.join()).toContain(`only ${ENDPOINTS[1]}`);
  });

  it('is not found for names outside: those fail elsewhere', () => {
    expect(apply(serverError, evidence([outside(failing)]))).toBeUndefined();
  });
});

describe('server-slow', () => {
  const slow = { a: queries(100, { slow: 40 }), aaaa: queries(100, { slow: 40 }) };
  const slowThere = { a: queries(50, { slow: 20 }), aaaa: queries(50, { slow: 20 }) };

  it('is found when the pods are as slow as the VIP', () => {
    expect(named(evidence([...byVip(slow), ...direct(slowThere)]))).toEqual(['server-slow']);
  });

  it('is unlikely when the pods are fast, and unsure when they are not known', () => {
    expect(confidence(serverSlow, evidence(byVip(slow)))).toBe(0.3);
    const blind = evidence([], { arms: byVip(slow) });
    expect(confidence(serverSlow, blind)).toBe(0.6);
  });

  it('is not found for a few outliers', () => {
    expect(apply(serverSlow, evidence([arm('pair', 100, { a: queries(100, { slow: 4 }) })]))).toBeUndefined();
  });
});

describe('upstream-slow', () => {
  const bad = { a: queries(100, { slow: 30, refused: 20 }), aaaa: queries(100, { slow: 30, refused: 20 }) };

  it('is found when names outside suffer and names of the cluster do not', () => {
    expect(named(evidence([outside(bad)]))).toEqual(['upstream-slow']);
  });

  it('is not found when both suffer, nor when nothing does', () => {
    const both = evidence([outside(bad), ...byVip(bad)]);
    expect(confidence(upstreamSlow, both)).toBe(0);
    expect(apply(upstreamSlow, evidence([outside({})]))).toBeUndefined();
  });

  it('is found in lookups, where no pairs ask for names outside', () => {
    const { lookups } = evidence();
    const stalling = { ...lookups, queries: { ...lookups.queries, outside: queries(60, { timedOut: 30 }) } };
    expect(confidence(upstreamSlow, evidence([], { lookups: stalling }))).toBe(0.95);
  });
});

describe('search-amplification', () => {
  const amplified = (durationMs: number, lastNameMs: number): LookupTally => ({
    ...evidence().lookups,
    amplified: { lookups: 10, queries: 100, durationMs, lastNameMs },
  });

  it('is found when the search list costs most of a slow lookup', () => {
    expect(confidence(searchAmplification, evidence([], { lookups: amplified(500, 100) }))).toBe(0.9);
    expect(confidence(searchAmplification, evidence([], { lookups: amplified(80, 20) }))).toBe(0.6);
  });

  it('is not found when it costs next to nothing, or when the last name is what takes so long', () => {
    expect(apply(searchAmplification, evidence([], { lookups: amplified(8, 1) }))).toBeUndefined();
    expect(apply(searchAmplification, evidence([], { lookups: amplified(500, 400) }))).toBeUndefined();
  });
});

it('misdirected answers are counted over both types', () => {
  const wrong = queries(9, { timedOut: 2, misdirected: 2 });
  expect(misdirected([arm('race', 9, { a: wrong, aaaa: wrong })])).toBe(4);
});
