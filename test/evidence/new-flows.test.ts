import { expect, test } from 'vitest';
import type { PairOutcome } from '../../src/domain/pair.ts';
import { mayBeginFlow } from '../../src/evidence/new-flows.ts';
import { answered, pairOf } from '../support/wire/outcomes.ts';

const at = (seconds: number, given: Partial<PairOutcome> = {}): PairOutcome =>
  pairOf(answered('A'), answered('AAAA'), { strategy: 'sticky', startedAt: seconds * 1000, ...given });

test('a pair of a standing socket may begin a flow if it is the first, or comes half a minute after the one before', () => {
  const often = Array.from({ length: 20 }, (_, index) => at(30 + 3 * index));
  const [first, early, late] = [at(0), at(116), at(146)];
  const pairs = [late, early, ...often, first];
  expect(mayBeginFlow(pairs)).toEqual(new Set([first, often[0], late]));
});

test('each standing socket counts for itself, and a fresh one does not count', () => {
  const other = at(31, { server: { address: '10.96.0.11', port: 53 } });
  const [first, next] = [at(30), at(40)];
  expect(mayBeginFlow([first, other, next, at(32, { strategy: 'pair' })])).toEqual(new Set([first, other]));
});
