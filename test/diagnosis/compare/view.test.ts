import { describe, expect, it } from 'vitest';
import { APART, viewOf } from '../../../src/diagnosis/compare/view.ts';
import { arm, evidence, queries } from '../evidences.ts';

describe('the sorted evidence', () => {
  it('is of names of the cluster, and of others only where there are no such names', () => {
    const outside = arm('pair', 30, { scope: 'outside' });
    expect(viewOf(evidence([outside])).arms).not.toContain(outside);
    expect(viewOf({ ...evidence(), arms: [outside] }).arms).toEqual([outside]);
  });

  it('finds arms by the VIP by their strategy', () => {
    const sight = viewOf(evidence());
    expect(sight.byVip(...APART).map(({ strategy }) => strategy)).toEqual([...APART]);
    expect(sight.byVip('endpoint')).toEqual([]);
  });

  it('leaves AAAA out where it fails by itself', () => {
    const broken = { aaaa: queries(100, { timedOut: 100 }) };
    const sight = viewOf(
      evidence((['separate', 'reopen', 'pair'] as const).map((strategy) => arm(strategy, 100, broken))),
    );
    expect(sight.qtypes).toEqual(['A']);
    expect(sight.failures(sight.byVip('pair'))).toEqual({ failures: 0, trials: 100 });
  });

  it('keeps AAAA where only those lose it that are sent together', () => {
    const sight = viewOf(evidence([arm('race', 100, { aaaa: queries(100, { timedOut: 60 }) })]));
    expect(sight.qtypes).toEqual(['A', 'AAAA']);
    expect(sight.aaaaChance).toBe(1);
  });
});
