import { expect, it } from 'vitest';
import type { Measured } from '../../../src/evidence/gather.ts';
import { partOfTime } from '../../../src/window/changes/part-of-time.ts';
import { evidence, still } from '../../diagnosis/evidences.ts';
import { answered, lookup, pairOf } from '../../support/wire/outcomes.ts';

const SECOND = 1000;
const seconds = [0, 5, 10, 15, 20, 25];
const steps = seconds.map((second) => ({ ...still(5 * SECOND), startedAt: second * SECOND }));
const measured: Measured = {
  startedAt: 0,
  windowMs: 30 * SECOND,
  pairs: seconds.map((second) => pairOf(answered('A'), answered('AAAA'), { startedAt: second * SECOND })),
  lookups: seconds.map((second) => ({ ...lookup(), startedAt: second * SECOND })),
  steps,
  before: [],
  context: evidence().context,
  scopeOf: () => 'cluster',
};
const STRETCHES = [
  { fromMs: 4 * SECOND, untilMs: 6 * SECOND },
  { fromMs: 15 * SECOND, untilMs: 20 * SECOND },
];

it('has the probes that began in the stretches, and the steps that overlap one', () => {
  const part = partOfTime(measured, STRETCHES);
  const begun = (some: readonly { readonly startedAt: number }[]) =>
    some.map(({ startedAt }) => startedAt / SECOND);
  expect(begun(part.pairs)).toEqual([5, 15, 20]);
  expect(begun(part.lookups)).toEqual([5, 15, 20]);
  expect(begun(part.steps)).toEqual([0, 5, 10, 15, 20]);
  expect(begun(part.before)).toEqual([25]);
  expect(part).toMatchObject({ startedAt: 4 * SECOND, windowMs: 7 * SECOND });
});

it('has those that belong to it by another rule, if there is one', () => {
  const part = partOfTime(measured, STRETCHES, { pair: () => true, lookup: () => false });
  expect([part.pairs.length, part.lookups.length]).toEqual([6, 0]);
});
