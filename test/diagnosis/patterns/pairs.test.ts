import { expect, it } from 'vitest';
import {
  CLASH_BY_VIP,
  CLASH_EVERYWHERE,
  ONE_OF_TWO_ON_PATH,
  SECOND_FROM_PORT,
} from '../../../src/diagnosis/patterns/pairs.ts';
import { PODS } from './asks.ts';
import { endpointArm, predicted, TCP } from './predictions.ts';

const direct = endpointArm(PODS[0]);
const APART = ['separate', 'sequential', 'reopen'] as const;

it('a clash takes one of two that leave at once by the VIP, and nothing else', () => {
  const values = [0.4, 0.5, 0.5, 0.3];
  expect(predicted(CLASH_BY_VIP, values, { strategy: 'race' })).toBe('one of two');
  expect(predicted(CLASH_BY_VIP, values, { strategy: 'pair' })).toBe('one of two');
  expect(predicted(CLASH_BY_VIP, values, { strategy: 'sticky' })).toBe('as its flow');
  for (const strategy of [...APART, 'staggered'] as const)
    expect(predicted(CLASH_BY_VIP, values, { strategy })).toBe('none');
  expect(predicted(CLASH_BY_VIP, values, TCP)).toBe('none');
  expect(predicted(CLASH_BY_VIP, values, direct)).toBe('none');
});

it('on old kernels a clash takes one of two straight to a pod as well', () => {
  expect(predicted(CLASH_EVERYWHERE, [0.4, 0.5, 0.5, 0.3, 1], direct)).toBe('one of two');
  expect(predicted(CLASH_EVERYWHERE, [0.4, 0.5, 0.5, 0.3, 1], endpointArm(PODS[0], 'tcp'))).toBe('none');
  expect(predicted(CLASH_EVERYWHERE, [0.4, 0.5, 0.5, 0.3, 1], { strategy: 'reopen' })).toBe('none');
});

it('a path that takes one query at a time loses one of two, by the VIP and straight to a pod', () => {
  const values = [0.4, 0.5, 0, 0];
  for (const arm of [{ strategy: 'pair' }, { strategy: 'race' }, direct] as const)
    expect(predicted(ONE_OF_TWO_ON_PATH, values, arm)).toBe('one of two');
  for (const strategy of APART) expect(predicted(ONE_OF_TWO_ON_PATH, values, { strategy })).toBe('none');
});

it('a path that drops the second from one port loses one of sequential pairs, not of reopened ones', () => {
  const values = [0.4, 0.5, 1, 1];
  expect(predicted(SECOND_FROM_PORT, values, { strategy: 'sequential' })).toBe('one of two');
  expect(predicted(SECOND_FROM_PORT, values, { strategy: 'pair' })).toBe('one of two');
  expect(predicted(SECOND_FROM_PORT, values, { strategy: 'reopen' })).toBe('none');
  expect(predicted(SECOND_FROM_PORT, values, direct)).toBe('none');
});
