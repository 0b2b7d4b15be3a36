import { describe, expect, it } from 'vitest';
import { evidence } from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const rule = ruleOf('wildcard-search');

const resolving = (wildcards: Record<string, number>) =>
  evidence([], { names: { halfDenied: {}, contradicted: {}, apiDenied: {}, misordered: {}, wildcards } });

describe('wildcard-search', () => {
  it('is certain when two random names have addresses, and says below which domain', () => {
    expect(named(resolving({ 'corp.example': 2 }))).toEqual(['wildcard-search']);
    expect(apply(rule, resolving({ 'corp.example': 2 }))?.facts[1]).toContain('corp.example');
    expect(confidence(rule, resolving({ 'corp.example': 1 }))).toBe(0.8);
  });

  it('is not found when no random name has any', () => {
    expect(apply(rule, resolving({}))).toBeUndefined();
  });
});
