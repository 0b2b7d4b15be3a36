import { describe, expect, it } from 'vitest';
import { medians, onlyAaaa, slowSureness, sortedRtts } from '../../src/compare/slow-answers.ts';
import { viewOf } from '../../src/compare/view.ts';
import { arm, ENDPOINTS, endpointArm, evidence, queries } from '../diagnosis/evidences.ts';

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
