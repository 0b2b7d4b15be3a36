import { describe, expect, it } from 'vitest';
import { arm, ENDPOINTS, endpointArm, evidence, queries, VIP } from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const rule = ruleOf('answers-unusable');
const unusable = (count: number) => ({ aaaa: queries(100 - count, { malformed: count }) });

describe('answers-unusable', () => {
  it('is possible with one such answer, likely with two, certain with five', () => {
    const made = [1, 2, 5].map((count) => evidence([arm('pair', 100, unusable(count))]));
    expect(made.map((one) => confidence(rule, one))).toEqual([0.5, 0.8, 0.95]);
    expect(named(evidence([arm('pair', 100, unusable(5))]))).toContain('answers-unusable');
  });

  it('names each address once that such answers came from', () => {
    const [first = ''] = ENDPOINTS;
    const arms = [
      arm('pair', 100, unusable(5)),
      arm('race', 100, unusable(5)),
      endpointArm(first, arm('endpoint', 100, unusable(5))),
    ];
    expect(apply(rule, evidence(arms))?.facts).toContain(`they came from ${VIP}, ${first}`);
  });

  it('is quiet where answers are error codes, or do not come', () => {
    const others = queries(100, { rcodeErrors: 40, timedOut: 40 });
    expect(apply(rule, evidence([arm('pair', 100, { a: others })]))).toBeUndefined();
    expect(apply(rule, evidence())).toBeUndefined();
  });
});
