import { expect, it } from 'vitest';
import { addressesBehindVip } from '../../src/compare/astray-share.ts';

const of = (failures: number) => ({ failures, trials: 400 });

it('a lost share shows whether the VIP leads to one more address than the known DNS pods', () => {
  expect(addressesBehindVip(of(133), 2)).toBe('one-more');
  expect(addressesBehindVip(of(200), 2)).toBe('known');
  expect(addressesBehindVip(of(200), 1)).toBe('one-more');
  expect(addressesBehindVip(of(267), 3)).toBe('known');
});

it('and shows nothing if it fits both, or neither: the VIP does not spread evenly', () => {
  // A fifth and a sixth are too near.
  expect(addressesBehindVip(of(73), 5)).toBe('either');
  expect(addressesBehindVip(of(36), 5)).toBe('either');
  expect(addressesBehindVip({ failures: 0, trials: 0 }, 2)).toBe('either');
  expect(addressesBehindVip(of(36), 0)).toBe('either');
});
