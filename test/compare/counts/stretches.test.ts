import { expect, it } from 'vitest';
import { FEWER_QUERIES, stretchFacts } from '../../../src/compare/counts/stretches.ts';

it('says how many stretches there were, how long, and what to try', () => {
  const facts = stretchFacts({ stretches: { count: 3, medianMs: 2950, within: 350, all: 360 } });
  expect(facts).toEqual([
    expect.stringMatching(
      /^the losses come in stretches: 350 of 360 \(97 %\) of the lost queries were sent in 3 stretches of time \(median length 2950 ms\)/,
    ),
    FEWER_QUERIES,
  ]);
  expect(stretchFacts({})).toEqual([]);
});
