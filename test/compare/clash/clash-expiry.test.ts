import { expect, it } from 'vitest';
import { answersPastExpiry, losesByExpiry } from '../../../src/compare/clash/clash-expiry.ts';
import { viewOf } from '../../../src/compare/view/view.ts';
import { arm, counted, evidence, lossy, still } from '../../diagnosis/evidences.ts';

const viewWith = (rttsMs: readonly number[], clashResolved: number, drop = 0) => {
  const counters = { conntrack: counted({ clashResolved, drop, insertFailed: drop }) };
  const slow = (['separate', 'sequential', 'reopen'] as const).map((name) => arm(name, 100, { rttsMs }));
  return viewOf(evidence(slow, { ...lossy(20, counters), node: still(60_000, counters) }));
};

it('counts answers to queries sent apart that took longer than the entry lives', () => {
  const { failures, trials } = answersPastExpiry(viewWith([1, 999, 1000, 1500], 0));
  expect(failures / trials).toBe(0.5);
});

it('needs repaired clashes, none dropped, and a good part of slow answers', () => {
  expect(losesByExpiry(viewWith([1, 1, 1500], 30))).toBe(true);
  expect(losesByExpiry(viewWith([1, 1, 1500], 0))).toBe(false);
  expect(losesByExpiry(viewWith([1, 1, 1500], 30, 20))).toBe(false);
  expect(losesByExpiry(viewWith([1, 1, 1, 1, 1500], 30))).toBe(false);
});
