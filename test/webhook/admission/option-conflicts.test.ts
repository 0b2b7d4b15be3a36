import { describe, expect, test } from 'vitest';
import { isKnownToGlibc } from '../../../src/webhook/admission/option.ts';
import {
  conflictBetween,
  conflictOf,
  OPTION_CONFLICTS,
  withheldBy,
} from '../../../src/webhook/admission/option-conflicts.ts';

test.each(OPTION_CONFLICTS)('the row of $present names options of glibc, and not itself', (row) => {
  for (const name of [row.present, ...row.withheld]) expect(isKnownToGlibc({ name })).toBe(true);
  expect(row.withheld).not.toContain(row.present);
});

test('each option has one row', () => {
  const names = OPTION_CONFLICTS.map(({ present }) => present);
  expect(new Set(names).size).toBe(names.length);
});

describe('conflictOf', () => {
  test.each([
    ['single-request-reopen', 'single-request'],
    ['single-request', 'single-request-reopen'],
    ['single-request-reopen', 'use-vc'],
    ['single-request', 'no-aaaa'],
  ])('rules out %s on a pod with %s', (wanted, present) => {
    expect(conflictOf(wanted, new Set(['rotate', present]))).toMatchObject({ present });
  });

  test.each([
    ['single-request-reopen', 'ndots'],
    ['single-request-reopen', 'Single-Request'],
    ['single-request-reopen', 'single-request-reopen'],
    ['use-vc', 'single-request-reopen'],
    ['__proto__', 'use-vc'],
  ])('lets %s through on a pod with %s', (wanted, present) => {
    expect(conflictOf(wanted, new Set([present]))).toBeUndefined();
  });
});

test.each([
  ['use-vc', 'single-request-reopen'],
  ['single-request-reopen', 'use-vc'],
])('%s and %s are not to be added together, in either order', (one, other) => {
  expect(conflictBetween(one, other)).toMatchObject({ present: 'use-vc' });
});

test('turned round, the table holds the same pairs', () => {
  const rows = OPTION_CONFLICTS.flatMap(({ present, withheld }) =>
    withheld.map((name) => `${name} ${present}`),
  );
  const turned = Object.entries(withheldBy()).flatMap(([name, others]) =>
    others.map((other) => `${name} ${other}`),
  );
  expect(turned.sort()).toEqual(rows.sort());
});
