import { expect, it } from 'vitest';
import {
  ALL_LOST,
  ALL_UDP_LOST,
  LOSS_EVERYWHERE,
  NEW_FLOWS_BY_VIP_LOST,
  NEW_FLOWS_LOST,
  TCP_BY_VIP_LOST,
  TCP_LOST,
  WHOLE_UDP_FLOWS_LOST,
} from '../../src/patterns/everywhere.ts';
import { PODS } from './asks.ts';
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

it('a limit on flows loses the whole flow, two flows that begin together or not, and what leaves seconds later or on a standing socket may pass', () => {
  for (const arm of [{ strategy: 'pair' }, { strategy: 'race' }, direct] as const)
    expect(predicted(WHOLE_UDP_FLOWS_LOST, [0.5], arm)).toBe('both');
  for (const strategy of ['separate', 'sticky', 'sequential', 'reopen'] as const)
    expect(predicted(WHOLE_UDP_FLOWS_LOST, [0.5], { strategy })).toBe('as its flow');
  expect(predicted(WHOLE_UDP_FLOWS_LOST, [0.5], TCP)).toBe('none');
});

it('a blocked transport loses all of its own and none of the other', () => {
  expect(predicted(ALL_UDP_LOST, [1], direct)).toBe('all');
  expect(predicted(ALL_UDP_LOST, [1], TCP)).toBe('none');
  expect(predicted(TCP_LOST, [1], TCP)).toBe('all');
  expect(predicted(TCP_LOST, [1], direct)).toBe('none');
  expect(predicted(ALL_LOST, [1], TCP)).toBe('all');
  expect(predicted(TCP_LOST, [1], endpointArm(PODS[0], 'tcp'))).toBe('all');
  expect(predicted(TCP_BY_VIP_LOST, [1], endpointArm(PODS[0], 'tcp'))).toBe('none');
  expect(predicted(TCP_BY_VIP_LOST, [1], TCP)).toBe('all');
  expect(predicted(TCP_BY_VIP_LOST, [1], { strategy: 'pair' })).toBe('none');
});
