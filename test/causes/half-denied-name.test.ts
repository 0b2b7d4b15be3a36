import { describe, expect, it } from 'vitest';
import { evidence } from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const rule = ruleOf('half-denied-name');

const denied = (halfDenied: Record<string, number>) =>
  evidence([], {
    names: { halfDenied, contradicted: {}, apiDenied: {}, misordered: {}, wildcards: { 'corp.example': 1 } },
  });

describe('half-denied-name', () => {
  it('is certain when it was seen twice, and says which name and whom it hurts', () => {
    const found = apply(rule, denied({ 'web.corp.example': 4 }));
    expect(found?.confidence).toBe(0.95);
    expect(found?.facts[0]).toContain('web.corp.example');
    expect(found?.facts[1]).toMatch(/musl fails .*glibc/);
    expect(confidence(rule, denied({ 'web.corp.example': 1 }))).toBe(0.8);
  });

  it('is not found where no name was denied so', () => {
    expect(apply(rule, denied({}))).toBeUndefined();
    expect(named(evidence())).toEqual([]);
  });
});
