import { describe, expect, it } from 'vitest';
import type { LookupTally } from '../../src/domain/evidence.ts';
import { evidence } from '../diagnosis/evidences.ts';
import { apply, confidence, ruleOf } from '../diagnosis/findings.ts';

const searchAmplification = ruleOf('search-amplification');

describe('search-amplification', () => {
  const amplified = (durationMs: number, lastNameMs: number): LookupTally => ({
    ...evidence().lookups,
    amplified: { lookups: 10, queries: 100, durationMs, lastNameMs },
  });

  it('is found when the search list costs most of a slow lookup', () => {
    expect(confidence(searchAmplification, evidence([], { lookups: amplified(500, 100) }))).toBe(0.9);
    expect(confidence(searchAmplification, evidence([], { lookups: amplified(80, 20) }))).toBe(0.6);
  });

  it('says that it counts only lookups without a lost query: the others may have asked for as many names', () => {
    expect(apply(searchAmplification, evidence([], { lookups: amplified(500, 100) }))?.facts[0]).toBe(
      '10 of 60 lookups asked for three names or more, 10 queries each, and got an answer to each query. Lookups that lost a query are not among them',
    );
  });

  it('is not found when it costs next to nothing, or when the last name is what takes so long', () => {
    expect(apply(searchAmplification, evidence([], { lookups: amplified(8, 1) }))).toBeUndefined();
    expect(apply(searchAmplification, evidence([], { lookups: amplified(500, 400) }))).toBeUndefined();
  });
});
