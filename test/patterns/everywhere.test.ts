import { expect, it } from 'vitest';
import { askOf } from '../../src/patterns/ask.ts';
import {
  ALL_LOST,
  ALL_UDP_LOST,
  LOSS_ABOVE_A_RATE,
  LOSS_EVERYWHERE,
  NEW_FLOWS_BY_VIP_LOST,
  NEW_FLOWS_LOST,
  TCP_BY_VIP_LOST,
  TCP_LOST,
  UDP_FLOWS_LOST_IN_MOMENTS,
  WHOLE_UDP_FLOWS_LOST,
} from '../../src/patterns/everywhere.ts';
import type { Pattern } from '../../src/patterns/pattern.ts';
import { armOf, PODS } from './asks.ts';
import { endpointArm, predicted, TCP } from './predictions.ts';

const direct = endpointArm(PODS[0]);

it('loss everywhere affects every way to ask, TCP less, and predicts nothing about other servers', () => {
  for (const arm of [{ strategy: 'pair' }, { strategy: 'reopen' }, { strategy: 'sticky' }, direct] as const)
    expect(predicted(LOSS_EVERYWHERE, [0.1, 0], arm)).toBe('some');
  expect(predicted(LOSS_EVERYWHERE, [0.1, 0, 0], TCP)).toBe('none');
  expect(predicted(LOSS_EVERYWHERE, [0.1, 0, 1], TCP)).toBe('both');
  const other = { target: { kind: 'nameserver', address: '192.0.2.1' } } as const;
  expect(predicted(LOSS_EVERYWHERE, [0.1, 0], other)).toBe('free');
});

it('new flows are lost, a standing one is not', () => {
  expect(predicted(NEW_FLOWS_LOST, [0.1, 0], { strategy: 'sticky' })).toBe('none');
  expect(predicted(NEW_FLOWS_LOST, [0.1, 0, 0], direct)).toBe('A');
  expect(predicted(NEW_FLOWS_LOST, [0.1, 0, 0], { strategy: 'separate' })).toBe('some');
  expect(predicted(NEW_FLOWS_BY_VIP_LOST, [0.1, 0, 0], direct)).toBe('none');
});

it('a limit on flows loses the whole flow, and what leaves seconds later or on a standing socket may pass', () => {
  for (const arm of [{ strategy: 'pair' }, { strategy: 'race' }, direct] as const)
    expect(predicted(WHOLE_UDP_FLOWS_LOST, [0.5], arm)).toBe('both');
  for (const strategy of ['sticky', 'sequential', 'reopen'] as const)
    expect(predicted(WHOLE_UDP_FLOWS_LOST, [0.5], { strategy })).toBe('as its flow');
  expect(predicted(WHOLE_UDP_FLOWS_LOST, [0.5], TCP)).toBe('none');
});

it('above a rate, the first of two queries in turn may be lost nearly twice as often as others, and the second hardly', () => {
  const fatesOf = (strategy: 'sequential' | 'pair') => {
    const prediction = LOSS_ABOVE_A_RATE.predict(askOf(armOf({ strategy })), [0.45, 0.95, 0]);
    return prediction.kind === 'any-of' ? prediction.fates : [];
  };
  const mostAlone = (strategy: 'sequential' | 'pair') =>
    Math.max(...fatesOf(strategy).map(({ onlyA }) => onlyA));
  expect(mostAlone('sequential')).toBeGreaterThan(0.75);
  expect(mostAlone('pair')).toBeLessThan(0.4);
});

it('two flows that begin together are lost independently, or together where flows run out for moments', () => {
  const lostBoth = (pattern: Pattern) => {
    const prediction = pattern.predict(askOf(armOf({ strategy: 'separate' })), [0.5]);
    const fates = prediction.kind === 'any-of' ? prediction.fates : [];
    return fates.map(({ both }) => both);
  };
  expect(lostBoth(WHOLE_UDP_FLOWS_LOST)).toEqual([0.25]);
  expect(Math.max(...lostBoth(UDP_FLOWS_LOST_IN_MOMENTS))).toBe(0.5);
  expect(Math.min(...lostBoth(UDP_FLOWS_LOST_IN_MOMENTS))).toBeGreaterThan(0.25);
});

it('a blocked transport loses all of its own and none of the other', () => {
  expect(predicted(ALL_UDP_LOST, [1], direct)).toBe('all');
  expect(predicted(ALL_UDP_LOST, [1], TCP)).toBe('none');
  expect(predicted(TCP_LOST, [1], TCP)).toBe('as its flow');
  expect(predicted(TCP_LOST, [1], direct)).toBe('none');
  expect(predicted(ALL_LOST, [1], TCP)).toBe('all');
  expect(predicted(TCP_LOST, [1], endpointArm(PODS[0], 'tcp'))).toBe('as its flow');
  expect(predicted(TCP_BY_VIP_LOST, [1], endpointArm(PODS[0], 'tcp'))).toBe('none');
  expect(predicted(TCP_BY_VIP_LOST, [1], TCP)).toBe('all');
  expect(predicted(TCP_BY_VIP_LOST, [1], { strategy: 'pair' })).toBe('none');
});
