import { describe, expect, it } from 'vitest';
import type { Evidence, QueryTally } from '../../src/domain/evidence.ts';
import { arm, evidence, queries } from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const rule = ruleOf('upstream-error');

const errors = { a: queries(60, { rcodeErrors: 30 }), aaaa: queries(60, { rcodeErrors: 30 }) };
const late = {
  a: queries(60, { rcodeErrors: 30, slow: 30 }),
  aaaa: queries(60, { rcodeErrors: 30, slow: 30 }),
};

function lookups(outside: Evidence['lookups']['queries']['outside']): Partial<Evidence> {
  const made = evidence().lookups;
  return { lookups: { ...made, queries: { ...made.queries, outside } } };
}

describe('upstream-error', () => {
  it('is found when names from elsewhere get error codes, in any of three ways to ask for them', () => {
    const found = ['upstream-error'];
    expect(named(evidence([arm('pair', 60, { scope: 'outside', ...errors })]))).toEqual(found);
    expect(named(evidence([arm('uncached', 60, { scope: 'uncached', ...errors })]))).toEqual(found);
    expect(named(evidence([], lookups(queries(60, { rcodeErrors: 30 }))))).toEqual(found);
  });

  it('is not found when they are answered; "no such name" is a fine answer', () => {
    expect(apply(rule, evidence([arm('uncached', 60, { scope: 'uncached' })]))).toBeUndefined();
  });

  it('is refuted when names of the cluster get them as well', () => {
    const both = [arm('uncached', 60, { scope: 'uncached', ...errors }), arm('pair', 60, errors)];
    expect(confidence(rule, evidence(both))).toBe(0);
  });

  it('is only possible where each random name fails, and the outside name never does', () => {
    const all = queries(30, { rcodeErrors: 30 });
    const random = arm('uncached', 30, { scope: 'uncached', a: all, aaaa: all });
    const made = evidence([random, arm('pair', 60, { scope: 'outside' })]);
    expect(confidence(rule, made)).toBe(0.5);
    expect(apply(rule, made)?.facts.join()).toContain('--uncached-suffix');
    expect(confidence(rule, evidence([random]))).toBeGreaterThan(0.5);
    expect(
      confidence(rule, evidence([random, arm('pair', 60, { scope: 'outside', ...errors })])),
    ).toBeGreaterThan(0.5);
  });

  it('is only possible where each random name is refused, and no other name outside was asked', () => {
    const refused = (rcodes: QueryTally['rcodes']) => {
      const all = queries(30, { rcodeErrors: 30, rcodes });
      return arm('uncached', 30, { scope: 'uncached', a: all, aaaa: all });
    };
    const only = evidence([refused({ REFUSED: 30 })]);
    expect(confidence(rule, only)).toBe(0.5);
    expect(apply(rule, only)?.facts.join()).toContain('--uncached-suffix');
    expect(confidence(rule, evidence([refused({ SERVFAIL: 30 })]))).toBeGreaterThan(0.5);
    const all = queries(30, { rcodeErrors: 30, rcodes: { REFUSED: 30 } });
    const other = arm('pair', 30, { scope: 'outside', a: all, aaaa: all });
    expect(confidence(rule, evidence([refused({ REFUSED: 30 }), other]))).toBeGreaterThan(0.5);
  });

  it('leaves errors that come late to upstream-slow', () => {
    expect(named(evidence([arm('uncached', 60, { scope: 'uncached', ...late })]))).toEqual(['upstream-slow']);
  });
});
