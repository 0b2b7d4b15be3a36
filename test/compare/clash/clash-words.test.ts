import { expect, it } from 'vitest';
import { lostAtOnceAndApart } from '../../../src/compare/clash/clash-words.ts';

const share = (failures: number, trials = 100) => ({ failures, trials });
const said = (atOnce: number, apart: number) =>
  lostAtOnceAndApart({
    strategy: 'race',
    together: share(atOnce),
    apart: share(apart),
    pairs: { together: share(atOnce), apart: share(apart) },
    p: 1,
    uncorrectedP: 1,
    apartLosesLess: false,
    undecided: false,
  });

it('says why pairs sent at once lose more, or that chance explains it, or nothing where none was lost', () => {
  expect(said(40, 0)).toContain('More are lost at once because a DNS pod fails');
  expect(said(3, 2)).toMatch(
    /lost one of the two queries: 3 of 100 .* lost a query: 2 of 100 .* Chance explains the difference$/,
  );
  expect(said(0, 0)).toMatch(/0 of 100 \(0 %\)$/);
});

it('does not call it chance where pairs sent apart lose clearly more', () => {
  expect(said(5, 70)).toMatch(/ Those sent apart lose more, so no clash is the reason$/);
});
