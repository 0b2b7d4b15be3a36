import { describe, expect, it } from 'vitest';
import {
  medians,
  onlyAaaa,
  slowInMoments,
  slowSureness,
  sortedRtts,
} from '../../../src/compare/slowness/slow-answers.ts';
import { viewOf } from '../../../src/compare/view/view.ts';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { arm, ENDPOINTS, endpointArm, evidence, queries } from '../../diagnosis/evidences.ts';

const [first = '', second = ''] = ENDPOINTS;
const pod = (address: string, slow: number) => {
  const own = queries(50, { slow });
  return endpointArm(address, arm('endpoint', 50, { a: own, aaaa: own }));
};
const sure = (slowOfFirst: number, slowOfSecond: number) =>
  slowSureness(
    viewOf(evidence([pod(first, slowOfFirst), pod(second, slowOfSecond)])),
    { failures: 650, trials: 1000 },
    { failures: 2 * (slowOfFirst + slowOfSecond), trials: 200 },
  );

describe('slow answers via the VIP', () => {
  it('are those of the servers if one DNS pod is as slow, however quick the others are', () => {
    expect([sure(50, 0), sure(35, 35)]).toEqual([0.9, 0.9]);
  });

  it('are hardly those of the servers if each DNS pod is quicker', () => {
    expect([sure(0, 0), sure(10, 10)]).toEqual([0.3, 0.3]);
  });
});

describe('answers that are slow in moments', () => {
  const slow = (count: number) => queries(70, { slow: count });
  const inTurn = (later: number) =>
    (['sequential', 'reopen'] as const).map((one) => arm(one, 70, { a: slow(10), aaaa: slow(later) }));
  const others = (['pair', 'race', 'staggered', 'separate', 'tcp'] as const).map((one) =>
    arm(one, 70, { a: slow(11), aaaa: slow(11) }),
  );
  const pods = (ofSecond: number) => [pod(first, 8), pod(second, ofSecond)];
  const moments = (later: number, ofSecond: number) =>
    evidence([...inTurn(later), ...others, ...pods(ofSecond)]);

  it('may be held by the network: a slow server is only possible, and the facts say so', () => {
    expect(slowInMoments(viewOf(moments(0, 8)))).toBe(true);
    const [found] = diagnose(moments(0, 8));
    expect(found).toMatchObject({ cause: 'server-slow', confidence: 0.5 });
    expect(found?.facts.join()).toContain('slow in moments only');
  });

  it('are those of a server if the next query is as slow, or one DNS pod is always quick', () => {
    expect(slowInMoments(viewOf(moments(10, 8)))).toBe(false);
    expect(slowInMoments(viewOf(moments(0, 0)))).toBe(false);
    expect(diagnose(moments(10, 8))[0]).toMatchObject({ cause: 'server-slow', confidence: 0.9 });
  });
});

it('says that almost only AAAA is slow', () => {
  const slow = queries(100, { slow: 40 });
  expect(onlyAaaa([arm('pair', 100, { aaaa: slow })])).toHaveLength(1);
  expect(onlyAaaa([arm('pair', 100, { a: slow, aaaa: slow })])).toEqual([]);
});

it('states the median and a high percentile of all durations in order', () => {
  const arms = [arm('pair', 2, { rttsMs: [2, 9] }), arm('race', 1, { rttsMs: [5] })];
  expect(sortedRtts(arms)).toEqual([2, 5, 9]);
  expect(medians(arms)[0]).toContain('median 5 ms');
  expect(medians([arm('pair', 2, { rttsMs: [] })])).toEqual([]);
});
