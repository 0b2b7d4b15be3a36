import { describe, expect, it } from 'vitest';
import { onlyStrays, somethingStalls } from '../../../src/compare/slowness/stalls.ts';
import { viewOf } from '../../../src/compare/view/view.ts';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { arm, dead, evidence, queries } from '../../diagnosis/evidences.ts';

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

describe('stray losses', () => {
  /** Healthy arms with 700 pairs, and one with so many lost A queries of 100. */
  const made = (lost: number, changes = {}) =>
    viewOf(
      evidence(
        [
          arm('pair', 100, { a: queries(100, { timedOut: lost }) }),
          ...(['race', 'separate', 'reopen', 'sequential', 'staggered'] as const).map((name) =>
            arm(name, 140),
          ),
        ],
        changes,
      ),
    );

  it('are one or two lost pairs of many hundreds', () => {
    expect(onlyStrays(made(1))).toBe(true);
    expect(onlyStrays(made(3))).toBe(false);
  });

  it('are not the first losses of few pairs, nor several of one arm that asked little', () => {
    expect(
      onlyStrays(viewOf({ ...evidence(), arms: [arm('pair', 100, { a: queries(100, { timedOut: 1 }) })] })),
    ).toBe(false);
    const few = arm('uncached', 20, { a: queries(20, { timedOut: 2 }) });
    const many = (['race', 'separate', 'reopen', 'sequential', 'staggered'] as const).map((name) =>
      arm(name, 300),
    );
    expect(onlyStrays(viewOf(evidence([few, ...many])))).toBe(false);
  });

  it('may be two of a hundred pairs only for `race`, which no client sends', () => {
    const two = (strategy: 'race' | 'pair') =>
      evidence([
        arm(strategy, 100, { a: queries(100, { timedOut: 2 }) }),
        ...(['separate', 'reopen', 'sequential', 'staggered'] as const).map((name) => arm(name, 300)),
      ]);
    expect(onlyStrays(viewOf(two('race')))).toBe(true);
    expect(onlyStrays(viewOf(two('pair')))).toBe(false);
  });

  it('may be a single one wherever it falls, also in an arm that asked little, and both queries of its pair', () => {
    const others = (['pair', 'race', 'separate', 'reopen', 'sequential'] as const).map((name) =>
      arm(name, 140),
    );
    expect(onlyStrays(viewOf(evidence([dead('uncached', 24, 1), ...others])))).toBe(true);
    expect(onlyStrays(viewOf(evidence([dead('uncached', 24, 2), ...others])))).toBe(false);
  });

  it('may be a late answer, or a SERVFAIL for both types of a name, but not those of three names', () => {
    const made = (change: Parameters<typeof queries>[1]) =>
      viewOf(evidence([arm('pair', 1000, { a: queries(1000, change), aaaa: queries(1000, change) })]));
    const failed = (count: number) => made({ rcodeErrors: count, rcodes: { SERVFAIL: count } });
    expect(onlyStrays(made({ late: 1 }))).toBe(true);
    expect([1, 3].map((count) => onlyStrays(failed(count)))).toEqual([true, false]);
    const error = { rcodeErrors: 1, rcodes: { SERVFAIL: 1 } };
    const random = { scope: 'uncached', a: queries(25, error), aaaa: queries(25, error) } as const;
    const others = (['race', 'separate', 'reopen', 'sequential'] as const).map((name) => arm(name, 200));
    expect(diagnose(evidence([arm('uncached', 25, random), ...others]))).toEqual([]);
  });

  it('are not what a lookup waited for, nor another error of any kind', () => {
    const { lookups } = evidence();
    expect(onlyStrays(made(1, { lookups: { ...lookups, slow: 1 } }))).toBe(false);
    for (const other of ['rcodeErrors', 'networkErrors', 'malformed', 'sendErrors'] as const) {
      const bad = arm('pair', 1000, { a: queries(1000, { [other]: 1 }) });
      expect(onlyStrays(viewOf(evidence([bad])))).toBe(false);
    }
  });
});
