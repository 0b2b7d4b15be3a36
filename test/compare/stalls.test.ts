import { describe, expect, it } from 'vitest';
import { somethingStalls } from '../../src/compare/stalls.ts';
import { viewOf } from '../../src/compare/view.ts';
import { arm, evidence, queries } from '../diagnosis/evidences.ts';

describe('a stall', () => {
  it('is any query that failed, came late or was refused, and any slow lookup', () => {
    expect(somethingStalls(viewOf(evidence()))).toBe(false);
    for (const bad of ['timedOut', 'late', 'rcodeErrors', 'networkErrors'] as const)
      expect(somethingStalls(viewOf(evidence([arm('pair', 100, { a: queries(100, { [bad]: 1 }) })])))).toBe(
        true,
      );
    const { lookups } = evidence();
    expect(somethingStalls(viewOf(evidence([], { lookups: { ...lookups, slow: 1 } })))).toBe(true);
  });
});
