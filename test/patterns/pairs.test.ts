import { expect, it } from 'vitest';
import { candidatesFor } from '../../src/patterns/candidates.ts';
import { explain } from '../../src/patterns/explain.ts';
import {
  CLASH_BY_VIP,
  CLASH_EVERYWHERE,
  ONE_OF_TWO_ON_PATH,
  oneOfTwoToPods,
  podsThatLoseOneOfTwo,
  SECOND_FROM_PORT,
} from '../../src/patterns/pairs.ts';
import { ask, PODS } from './asks.ts';
import { endpointArm, predicted, TCP } from './predictions.ts';

const direct = endpointArm(PODS[0]);
const BY_CACHE = {
  strategy: 'node-local',
  target: { kind: 'node-local', address: '169.254.20.10' },
} as const;
const APART = ['separate', 'sequential', 'reopen'] as const;

it('a clash takes one of two that leave at once via the VIP, and nothing else', () => {
  const values = [0.4, 0.5, 0.5, 0.3];
  expect(predicted(CLASH_BY_VIP, values, { strategy: 'race' })).toBe('one of two');
  expect(predicted(CLASH_BY_VIP, values, { strategy: 'pair' })).toBe('one of two');
  expect(predicted(CLASH_BY_VIP, values, { strategy: 'sticky' })).toBe('as its flow');
  for (const strategy of APART) expect(predicted(CLASH_BY_VIP, values, { strategy })).toBe('none');
  expect(predicted(CLASH_BY_VIP, values, TCP)).toBe('none');
  expect(predicted(CLASH_BY_VIP, values, direct)).toBe('none');
});

it('a clash takes of a standing socket the pairs that may have begun a new flow', () => {
  const standing = ask({ strategy: 'sticky' }, { neither: 3, onlyAaaa: 1 });
  const spared = (one: typeof standing) => {
    const fates = CLASH_BY_VIP.predict(one, [1, 1, 0.5, 0.02]);
    return fates.kind === 'any-of' && fates.fates.map(({ neither }) => neither);
  };
  expect(spared(standing)).toEqual([1, expect.closeTo(3 / 4)]);
  expect(spared({ ...standing, newFlows: 3 })).toEqual([1, expect.closeTo(3 / 4), expect.closeTo(1 / 4)]);
});

it('a path that takes one query at a time may be that to another server as well', () => {
  const cache = ONE_OF_TWO_ON_PATH.predict(ask(BY_CACHE, { neither: 9 }), [0.4, 0.5, 0, 0]);
  expect(cache.kind === 'any-of' && cache.fates.map(({ onlyAaaa }) => onlyAaaa > 0)).toEqual([false, true]);
});

it('on old kernels a clash takes one of two straight to a pod as well', () => {
  expect(predicted(CLASH_EVERYWHERE, [0.4, 0.5, 0.5, 0.3, 1], direct)).toBe('one of two');
  expect(predicted(CLASH_EVERYWHERE, [0.4, 0.5, 0.5, 0.3, 1], endpointArm(PODS[0], 'tcp'))).toBe('none');
  expect(predicted(CLASH_EVERYWHERE, [0.4, 0.5, 0.5, 0.3, 1], { strategy: 'reopen' })).toBe('none');
});

it('a path that takes one query at a time loses one of two, via the VIP and straight to a pod', () => {
  const values = [0.4, 0.5, 0, 0];
  for (const arm of [{ strategy: 'pair' }, direct] as const)
    expect(predicted(ONE_OF_TWO_ON_PATH, values, arm)).toBe('one of two');
  // If the kernel repairs the clash of a race, the two may reach two pods by two paths: it loses less often.
  expect(predicted(ONE_OF_TWO_ON_PATH, values, { strategy: 'race' })).toBe('as its flow');
  for (const strategy of APART) expect(predicted(ONE_OF_TWO_ON_PATH, values, { strategy })).toBe('none');
});

it('a path that drops the second from one port loses one of sequential pairs, not of reopened ones', () => {
  const values = [0.4, 0.5, 1, 1];
  expect(predicted(SECOND_FROM_PORT, values, { strategy: 'sequential' })).toBe('one of two');
  expect(predicted(SECOND_FROM_PORT, values, { strategy: 'pair' })).toBe('one of two');
  expect(predicted(SECOND_FROM_PORT, values, { strategy: 'reopen' })).toBe('none');
  expect(predicted(SECOND_FROM_PORT, values, direct)).toBe('none');
});

it('a clash explains a pair that a busy CPU joined again, a few milliseconds apart', () => {
  const asks = [
    ask({ strategy: 'race' }, { onlyAaaa: 11 }),
    ask({ strategy: 'pair' }, { onlyAaaa: 11, neither: 1 }),
    ask({ strategy: 'staggered' }, { onlyAaaa: 1, neither: 11 }),
    ...APART.map((strategy) => ask({ strategy }, { neither: 12 })),
    ask(TCP, { neither: 12 }),
    ...PODS.map((address) => ask(endpointArm(address), { neither: 12 })),
  ];
  const [best] = explain(asks, candidatesFor(asks));
  expect(best?.patterns.map(({ id }) => id)).toEqual(['clash-by-vip']);
  expect(best?.misfits).toEqual([]);
  expect(best?.posterior).toBeGreaterThan(0.85);
});

it('a device before one DNS pod takes one of two there, and of the share of the VIP that leads there', () => {
  const pattern = oneOfTwoToPods(PODS[0]);
  const values = [0.8, 0.5, 0, 0, 0.5];
  expect(predicted(pattern, values, direct)).toBe('one of two');
  expect(predicted(pattern, values, endpointArm(PODS[1]))).toBe('none');
  expect(predicted(pattern, values, { strategy: 'pair' })).toBe('one of two');
  for (const strategy of APART) expect(predicted(pattern, values, { strategy })).toBe('none');
});

it('is looked for where one pod loses one of two, hardly both, and another pod loses nothing', () => {
  const to = (address: string, counts: Parameters<typeof ask>[1]) => ask(endpointArm(address), counts);
  const well = to(PODS[1], { neither: 50 });
  expect(podsThatLoseOneOfTwo([to(PODS[0], { neither: 20, onlyAaaa: 30 }), well])).toEqual([PODS[0]]);
  expect(podsThatLoseOneOfTwo([to(PODS[0], { neither: 20, both: 30 }), well])).toEqual([]);
  expect(podsThatLoseOneOfTwo([to(PODS[0], { neither: 20, onlyAaaa: 30 })])).toEqual([]);
  const alike = to(PODS[1], { neither: 20, onlyAaaa: 30 });
  expect(podsThatLoseOneOfTwo([to(PODS[0], { neither: 20, onlyAaaa: 30 }), alike])).toEqual([]);
});
