/** What reading the table may cost. */

import { describe, expect, it } from 'vitest';
import { absent, read } from '../../src/domain/reading.ts';
import { ReadBudget } from '../../src/flows/read-budget.ts';

const LIMITS = { maxEntries: 65_536, cpuShare: 0.01 };

describe('a reading', () => {
  it('is left out in a table that is too large, except in an investigation', () => {
    const budget = new ReadBudget(LIMITS, 0);
    expect(budget.refusal(0, read(65_536), false)).toBeUndefined();
    expect(budget.refusal(0, read(65_537), false)).toBe('table-size');
    expect(budget.refusal(0, read(65_537), true)).toBeUndefined();
  });

  it('is allowed where the size cannot be read: the share of CPU bounds it', () => {
    expect(new ReadBudget(LIMITS, 0).refusal(0, absent('no-file', 'gone'), false)).toBeUndefined();
  });

  it('takes one percent of a CPU on average, however long one takes', () => {
    for (const [costMs, isUrgent] of [
      [40, false],
      [40, true],
      [1000, true],
      [1000, false],
    ] as const) {
      const budget = new ReadBudget(LIMITS, 0);
      let spentMs = 0;
      for (let nowMs = 0; nowMs < 3_600_000; nowMs += 3000) {
        if (budget.refusal(nowMs, read(1), isUrgent) !== undefined) continue;
        budget.spend(costMs);
        spentMs += costMs;
      }
      expect(spentMs / 3_600_000).toBeLessThan(0.0105);
      expect(spentMs / 3_600_000).toBeGreaterThan(0.005);
    }
  });

  it('takes one percent although each costs a fifth more than the one before', () => {
    const budget = new ReadBudget(LIMITS, 0);
    let [spentMs, costMs] = [0, 40];
    budget.spend(0);
    for (let nowMs = 10_000; nowMs < 3_600_000; nowMs += 1000) {
      if (budget.refusal(nowMs, read(1), false) !== undefined) continue;
      budget.spend(costMs);
      spentMs += costMs;
      costMs *= 1.2;
      expect(spentMs / nowMs).toBeLessThanOrEqual(0.01 + 40 / nowMs);
    }
    expect(costMs).toBeGreaterThan(1000);
  });

  it('says that the CPU is used up', () => {
    const budget = new ReadBudget(LIMITS, 0);
    budget.spend(700);
    expect(budget.refusal(0, read(1), true)).toBe('cpu');
    expect(budget.refusal(10_001, read(1), true)).toBeUndefined();
    expect(budget.refusal(10_001, read(1), false)).toBe('cpu');
  });
});
