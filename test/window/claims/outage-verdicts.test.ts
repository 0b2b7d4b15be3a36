import { expect, it } from 'vitest';
import type { Verdict } from '../../../src/domain/verdict.ts';
import { verdictsOfOutage } from '../../../src/window/claims/outage-verdicts.ts';
import { evidence } from '../../diagnosis/evidences.ts';

const said = (cause: Verdict['cause'], confidence: number, rule = 'a-rule'): Verdict => ({
  cause,
  confidence,
  rule,
  facts: ['a fact'],
  remedies: [],
});

const LOSS = said('packet-loss', 0.95, 'everything-loses-alike');
const WHOLE = evidence();
const stretch = (fromS: number, untilS: number) => ({
  fromMs: WHOLE.startedAt + 1_000 * fromS,
  untilMs: WHOLE.startedAt + 1_000 * untilS,
});
const OUTAGE = {
  stretches: [stretch(7, 12)],
  only: [],
  within: { failures: 240, trials: 240 },
  besides: { failures: 1, trials: 720 },
};

const joined = (whole: readonly Verdict[], ofOutage: readonly Verdict[]) =>
  verdictsOfOutage({ verdicts: whole, evidence: WHOLE }, ofOutage, OUTAGE);

it('the verdicts about the outage come first, and those that rest on its losses are at most possible', () => {
  const found = joined([LOSS], [said('endpoint-down', 0.6)]);
  expect(found.map(({ cause, confidence }) => [cause, confidence])).toEqual([
    ['endpoint-down', 0.6],
    ['packet-loss', 0.5],
  ]);
  expect(found[0]?.facts[0]).toBe(
    'everything failed between 7 s and 12 s of the 60 s that were judged: 240 of 240 (100 %) queries; in the rest of the time 1 of 720 (0.14 %)',
  );
});

it('an outage without a cause is something else, and the moment is its fact', () => {
  const [first] = joined([LOSS, said('not-enough-evidence', 1)], [said('not-enough-evidence', 1)]);
  expect(first).toMatchObject({ cause: 'something-else', confidence: 0.6 });
  expect(first?.facts).toHaveLength(1);
});

it('what does not rest on losses stays as sure as it was', () => {
  const found = joined([said('search-amplification', 0.8)], [said('endpoint-down', 0.6)]);
  expect(found.map(({ cause, confidence }) => [cause, confidence])).toEqual([
    ['endpoint-down', 0.6],
    ['search-amplification', 0.8],
  ]);
});

it('several stretches are named, four of them at most, and the server if only one failed', () => {
  const [twice, often] = [[stretch(3, 6), stretch(11, 13)], [1, 5, 9, 13, 17].map((s) => stretch(s, s + 2))];
  const factOf = (outage: Parameters<typeof verdictsOfOutage>[2]) =>
    verdictsOfOutage({ verdicts: [], evidence: WHOLE }, [said('vip-unreachable', 0.95)], outage)[0]?.facts[0];
  expect(factOf({ ...OUTAGE, stretches: twice, only: ['10.96.0.10'] })).toContain(
    'everything that was sent to 10.96.0.10 failed 2 times: between 3 s and 6 s, between 11 s and 13 s of the 60 s',
  );
  expect(factOf({ ...OUTAGE, stretches: often })).toContain(
    'everything failed 5 times: between 1 s and 3 s, between 5 s and 7 s, between 9 s and 11 s, between 13 s and 15 s, ... of the',
  );
});
