import { expect, it } from 'vitest';
import { viewOf } from '../../src/compare/view/view.ts';
import { unnamedLosses } from '../../src/diagnosis/unnamed-losses.ts';
import { arm, counted, dead, evidence, lossy } from './evidences.ts';

it('names what lost how much, the closest pattern, and the counters that rose with the losses', () => {
  const counters = lossy(40, { conntrack: counted({ drop: 40, insertFailed: 40 }) });
  const facts = unnamedLosses(viewOf(evidence([dead('pair', 60, 20), dead('race', 60, 20)], counters)));
  expect(facts[0]).toMatch(/^pairs lost: pair 20 of 60, race 20 of 60; none lost: /);
  expect(facts[1]).toMatch(/^closest known pattern: .*via the VIP/);
  expect(facts.join('\n')).toContain('drop with insert_failed');
});

it('says nothing where few pairs were lost', () => {
  expect(unnamedLosses(viewOf(evidence([dead('pair', 60, 2)])))).toEqual([]);
  expect(unnamedLosses(viewOf(evidence([arm('pair', 60)])))).toEqual([]);
});
