import { describe, expect, it } from 'vitest';
import { strategyTable } from '../../src/diagnosis/strategy-table.ts';
import { arm, dead, evidence, queries } from './evidences.ts';

describe('the table of strategies', () => {
  it('has a row for each strategy that was measured, with its loss and interval', () => {
    const table = strategyTable(evidence([dead('race', 100, 30)]));
    expect(table.map(({ strategy }) => strategy)).toEqual([
      'pair',
      'race',
      'separate',
      'staggered',
      'sequential',
      'reopen',
      'tcp',
      'endpoint',
      'sticky',
    ]);
    const [, race] = table;
    expect(race).toMatchObject({ pairs: 100, lost: 30, late: 0, lossRatio: 0.3, p50Ms: 2, p99Ms: 2 });
    expect(race?.low).toBeCloseTo(0.2189, 3);
    expect(race?.high).toBeCloseTo(0.3958, 3);
  });

  it('adds endpoints up, and leaves names outside out', () => {
    const table = strategyTable(evidence([dead('pair', 9, 9, { scope: 'outside' })]));
    expect(table.find(({ strategy }) => strategy === 'endpoint')?.pairs).toBe(200);
    expect(table.find(({ strategy }) => strategy === 'pair')).toMatchObject({ pairs: 100, lost: 0 });
  });

  it('counts late answers as late and not as lost, and has no median without an answer', () => {
    const [row] = strategyTable({
      arms: [arm('pair', 10, { a: queries(10, { late: 3 }), durationsMs: [] })],
    });
    expect(row).toMatchObject({ lost: 0, late: 3 });
    expect(row).not.toHaveProperty('p50Ms');
  });
});
