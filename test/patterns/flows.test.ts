import { describe, expect, it } from 'vitest';
import { candidatesFor } from '../../src/patterns/candidates.ts';
import { explain } from '../../src/patterns/explain.ts';
import { sparedPods, WHOLE_FLOWS_LOST, wholeFlowsLostBut } from '../../src/patterns/flows.ts';
import type { Pattern } from '../../src/patterns/pattern.ts';
import { podsFail } from '../../src/patterns/servers.ts';
import { ask, CLASSIC, drawn, PODS } from './asks.ts';
import { endpointArm, predicted, TCP } from './predictions.ts';

const [first, second] = PODS;

describe('a dead path of several', () => {
  it('loses both queries of one socket, however late the second leaves, and one of two sockets', () => {
    for (const strategy of ['pair', 'race', 'staggered', 'sequential'] as const)
      expect(predicted(WHOLE_FLOWS_LOST, [0.25, 1], { strategy })).toBe('both');
    for (const strategy of ['separate', 'reopen'] as const)
      expect(predicted(WHOLE_FLOWS_LOST, [0.25, 1], { strategy })).toBe('some');
    expect(predicted(WHOLE_FLOWS_LOST, [0.25, 1], { strategy: 'sticky' })).toBe('as its flow');
  });

  it('loses TCP as well, or not, and predicts nothing about other servers', () => {
    expect(predicted(WHOLE_FLOWS_LOST, [0.25, 1], TCP)).toBe('both');
    expect(predicted(WHOLE_FLOWS_LOST, [0.25, 0], TCP)).toBe('none');
    const other = { target: { kind: 'nameserver', address: '192.0.2.1' } } as const;
    expect(predicted(WHOLE_FLOWS_LOST, [0.25, 1], other)).toBe('free');
  });

  it('spares the pods that are not behind it', () => {
    const pattern = wholeFlowsLostBut(second);
    expect(predicted(pattern, [0.25, 1, 0.5], endpointArm(second))).toBe('none');
    expect(predicted(pattern, [0.25, 1, 0.5], endpointArm(first))).toBe('both');
    expect(predicted(pattern, [0.25, 1, 0.5], { strategy: 'pair' })).toBe('both');
  });
});

describe('the pods that are spared', () => {
  const pod = (address: string, both: number) => ask(endpointArm(address), { neither: 10, both });

  it('are those that lost nothing while two others did', () => {
    expect(sparedPods([pod(first, 3), pod(second, 2), pod('10.244.0.4', 0)])).toEqual(['10.244.0.4']);
    expect(sparedPods([pod(first, 3), pod(second, 0)])).toEqual([]);
    expect(sparedPods([pod(first, 3), pod(second, 2)])).toEqual([]);
  });
});

describe('the best explanation', () => {
  const best = (pattern: Pattern, values: readonly number[]) => {
    const asks = drawn(pattern, values);
    return explain(asks, candidatesFor(asks))[0]?.patterns.map(({ id }) => id);
  };

  it('is the dead path where a part of all flows is lost, rare or frequent, with TCP or without', () => {
    for (const share of [0.12, 0.25, 0.5])
      for (const overTcp of [0, 1])
        expect(best(WHOLE_FLOWS_LOST, [share, overTcp])).toEqual(['whole-flows-lost']);
  });

  it('is not the dead path where two pods lose everything and the others nothing', () => {
    const others = ['10.244.0.4', '10.244.0.5'];
    const arms = [
      ...CLASSIC,
      ...others.flatMap((address) => [endpointArm(address), endpointArm(address, 'tcp')]),
    ];
    const asks = drawn(podsFail(...PODS), [1, 1, 1, 0.5], { arms, pairs: 12 });
    const found = explain(asks, candidatesFor(asks))[0];
    expect(found?.patterns.map(({ id }) => id)).toEqual(['pods-fail']);
    expect(found?.posterior).toBeGreaterThan(0.99);
  });
});
