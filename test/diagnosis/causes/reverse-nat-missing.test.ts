import { describe, expect, it } from 'vitest';
import { APART, FRESH } from '../../../src/diagnosis/compare/sorted-evidence.ts';
import type { Strategy } from '../../../src/domain/strategy.ts';
import { arm, evidence, queries } from '../evidences.ts';
import { apply, confidence, named, ruleOf } from '../findings.ts';

const rule = ruleOf('reverse-nat-missing');

function fromPod(strategy: Strategy, count: number) {
  const tally = queries(100, { timedOut: count, wrongSource: count, wrongSourceFromEndpoint: count });
  return arm(strategy, 100, { a: tally, aaaa: tally, oneFailed: 0, bothFailed: count });
}

describe('reverse-nat-missing', () => {
  it('is named when answers by the VIP have a pod as their source, whatever way the queries are sent', () => {
    const made = evidence(FRESH.map((strategy) => fromPod(strategy, 50)));
    expect(confidence(rule, made)).toBe(0.95);
    expect(named(made)[0]).toBe('reverse-nat-missing');
  });

  it('is less sure of few such answers', () => {
    const one = arm('reopen', 100, { a: queries(100, { timedOut: 1, wrongSource: 1 }) });
    const two = arm('reopen', 100, { a: queries(100, { timedOut: 2, wrongSource: 2 }) });
    expect([one, two].map((made) => confidence(rule, evidence([made])))).toEqual([0.5, 0.8]);
  });

  it('is only possible where queries at once show it far more often: that is a clash that expired', () => {
    const [apart] = APART;
    expect(confidence(rule, evidence([fromPod('race', 50), fromPod('pair', 50), fromPod(apart, 5)]))).toBe(
      0.5,
    );
  });

  it('is quiet where only queries at once show it, and where answers are just lost', () => {
    expect(apply(rule, evidence([fromPod('race', 50), fromPod('pair', 50)]))).toBeUndefined();
    const lost = arm('separate', 100, { a: queries(100, { timedOut: 50 }) });
    expect(apply(rule, evidence([lost]))).toBeUndefined();
  });
});
