import { describe, expect, it } from 'vitest';
import { nextStrategies } from '../../src/diagnosis/next-strategies.ts';
import type { Cause } from '../../src/domain/cause.ts';
import type { Verdict } from '../../src/domain/verdict.ts';

const verdict = (cause: Cause, confidence: number): Verdict => ({
  cause,
  confidence,
  rule: '',
  facts: [],
  remedies: [],
});

describe('an inquiry', () => {
  it('asks first for the strategies that distinguish the likeliest cause from the others', () => {
    const asked = nextStrategies([verdict('not-enough-evidence', 0.6), verdict('endpoint-down', 0.4)]);
    expect(asked[0]).toBe('endpoint');
    expect(asked).toContain('race');
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('asks nothing more when a cause is likely, when nothing stalls, or when clashes are harmless', () => {
    expect(nextStrategies([verdict('packet-loss', 0.9), verdict('endpoint-down', 0.4)])).toEqual([]);
    expect(nextStrategies([])).toEqual([]);
    expect(nextStrategies([verdict('clash-repaired', 0.3)])).toEqual([]);
  });

  it('goes on while fivesec itself is starved: that explains no query that failed', () => {
    const asked = nextStrategies([verdict('agent-starved', 0.9), verdict('endpoint-down', 0.5)]);
    expect(asked[0]).toBe('endpoint');
    expect(nextStrategies([verdict('agent-starved', 0.95)])).toEqual([]);
  });
});
