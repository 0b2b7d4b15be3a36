import { describe, expect, it } from 'vitest';
import { sortEvidence } from '../../../src/compare/view/sorted-evidence.ts';
import { APART } from '../../../src/domain/strategy.ts';
import { arm, evidence, queries } from '../../diagnosis/evidences.ts';

describe('the sorted evidence', () => {
  it('is of names of the cluster, and of others only where there are no such names', () => {
    const outside = arm('pair', 30, { scope: 'outside' });
    expect(sortEvidence(evidence([outside])).arms).not.toContain(outside);
    expect(sortEvidence({ ...evidence(), arms: [outside] }).arms).toEqual([outside]);
  });

  it('finds arms via the VIP by their strategy', () => {
    const sorted = sortEvidence(evidence());
    expect(sorted.byVip(...APART).map(({ strategy }) => strategy)).toEqual([...APART]);
    expect(sorted.byVip('endpoint')).toEqual([]);
  });

  it('leaves AAAA out where it fails by itself', () => {
    const broken = { aaaa: queries(100, { timedOut: 100 }) };
    const sorted = sortEvidence(
      evidence((['separate', 'reopen', 'pair'] as const).map((strategy) => arm(strategy, 100, broken))),
    );
    expect(sorted.qtypes).toEqual(['A']);
    expect(sorted.failures(sorted.byVip('pair'))).toEqual({ failures: 0, trials: 100 });
  });

  it('keeps AAAA where only those lose it that are sent together', () => {
    const sorted = sortEvidence(evidence([arm('race', 100, { aaaa: queries(100, { timedOut: 60 }) })]));
    expect(sorted.qtypes).toEqual(['A', 'AAAA']);
    expect(sorted.aaaaChance).toBe(1);
  });
});
