import { describe, expect, it } from 'vitest';
import { explainLosses } from '../../../src/compare/view/losses.ts';
import type { PatternId } from '../../../src/patterns/pattern.ts';
import { arm, dead, ENDPOINTS, endpointArm, evidence, queries } from '../../diagnosis/evidences.ts';

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
    const { supportOf } = explainLosses(evidence([endpointArm(first, dead('endpoint', 50, 50))]));
    const posterior = (...ids: readonly PatternId[]) => supportOf(...ids)?.posterior ?? 0;
    expect(posterior('pods-fail', 'idle-pods-fail')).toBeGreaterThan(0.9);
    expect(posterior('pods-fail', 'idle-pods-fail')).toBeGreaterThanOrEqual(posterior('idle-pods-fail'));
    expect(supportOf('opt-lost')).toBeUndefined();
  });

  it('count an answer from a wrong source as lost only if asked to', () => {
    const wrong = arm('race', 100, { a: queries(100, { timedOut: 9, wrongSource: 9 }) });
    expect(explainLosses(evidence([wrong])).lostPairs).toBe(0);
    expect(explainLosses(evidence([wrong]), 'no-right-answer').lostPairs).toBe(9);
  });

  it('treat a node-local cache as the VIP, unless it hides losses: then only its random names show them', () => {
    const target = { kind: 'node-local' as const, address: '169.254.20.10' };
    const slow = queries(100, { slow: 60 });
    const arms = (slowOverTcp: number) => [
      arm('pair', 100, { target, a: slow, aaaa: slow }),
      arm('tcp', 100, {
        target,
        a: queries(100, { slow: slowOverTcp }),
        aaaa: queries(100, { slow: slowOverTcp }),
      }),
      arm('uncached', 30, { target, scope: 'uncached' }),
    ];
    const kinds = (slowOverTcp: number) =>
      explainLosses({ arms: arms(slowOverTcp) }).asks.map((ask) => ask.target.kind);
    expect(kinds(0)).toEqual(['node-local', 'node-local', 'vip']);
    const [pair, tcp] = arms(60);
    expect(explainLosses({ arms: [pair, tcp].filter((one) => one !== undefined) }).asks[0]?.target.kind).toBe(
      'vip',
    );
  });

  it('have one explanation where nothing was lost', () => {
    const { lostPairs, hypotheses, supportOf } = explainLosses(evidence());
    expect(lostPairs).toBe(0);
    expect(hypotheses.flatMap(({ patterns }) => patterns.map(({ id }) => id))).toEqual(['nothing-lost']);
    expect(supportOf('loss-everywhere')).toBeUndefined();
  });
});
