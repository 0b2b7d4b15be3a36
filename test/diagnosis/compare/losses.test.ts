import { describe, expect, it } from 'vitest';
import { explainLosses } from '../../../src/diagnosis/compare/losses.ts';
import { FRESH } from '../../../src/diagnosis/compare/sorted-evidence.ts';
import { arm, dead, ENDPOINTS, endpointArm, evidence, queries } from '../evidences.ts';

describe('losses', () => {
  it('count the pairs of all arms that lost a query', () => {
    const { lostPairs, asks } = explainLosses(
      evidence([dead('race', 100, 7), arm('reopen', 100, { a: queries(100, { timedOut: 3 }) })]),
    );
    expect(lostPairs).toBe(10);
    expect(asks).toHaveLength(evidence().arms.length);
  });

  it('have the support of the patterns together that a cause predicts', () => {
    const [first = ''] = ENDPOINTS;
    const sick = endpointArm(first, dead('endpoint', 50, 50));
    const half = FRESH.map((strategy) => dead(strategy, 100, 50));
    const { supportOf } = explainLosses(evidence([sick, ...half]));
    const alone = supportOf('pods-fail')?.posterior ?? 0;
    expect(alone).toBeGreaterThan(0.5);
    expect(supportOf('pods-fail', 'vip-leads-astray')?.posterior).toBeGreaterThanOrEqual(alone);
    expect(supportOf('opt-lost')).toBeUndefined();
  });

  it('have one explanation where nothing was lost', () => {
    const { lostPairs, hypotheses, supportOf } = explainLosses(evidence());
    expect(lostPairs).toBe(0);
    expect(hypotheses.flatMap(({ patterns }) => patterns.map(({ id }) => id))).toEqual(['nothing-lost']);
    expect(supportOf('loss-everywhere')).toBeUndefined();
  });
});
