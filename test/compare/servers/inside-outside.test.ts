import { expect, it } from 'vitest';
import { rcodeErrors } from '../../../src/compare/counts/proportions.ts';
import { insideOutside } from '../../../src/compare/servers/inside-outside.ts';
import { arm, evidence, queries } from '../../diagnosis/evidences.ts';

const errors = { a: queries(60, { rcodeErrors: 30 }), aaaa: queries(60, { rcodeErrors: 30 }) };
const compared = (arms: Parameters<typeof evidence>[0]) => {
  const made = evidence(arms);
  return insideOutside(made.arms, made.lookups, rcodeErrors);
};

it('takes the clearest comparison, and says which names it was of', () => {
  const { outside, inside, from, p } = compared([
    arm('pair', 60, { scope: 'outside' }),
    arm('uncached', 60, { scope: 'uncached', ...errors }),
  ]);
  expect(outside).toEqual({ failures: 60, trials: 120 });
  expect(inside.failures).toBe(0);
  expect(from).toBe('for random names that no cache holds');
  expect(p).toBeLessThan(0.0005);
});

it('compares `pair` with `pair` alone where that fails as well', () => {
  const { inside, p } = compared([
    arm('uncached', 60, { scope: 'uncached', ...errors }),
    arm('pair', 60, errors),
  ]);
  expect(inside).toEqual({ failures: 60, trials: 120 });
  expect(p).toBeGreaterThan(0.05);
});
