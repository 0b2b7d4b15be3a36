import { expect, it } from 'vitest';
import { addressesBehindVip } from '../../src/compare/astray-share.ts';

const of = (failures: number, trials = 400) => ({ failures, trials });

it('a lost share shows whether the VIP leads to one more address than the known DNS pods', () => {
  expect(addressesBehindVip(of(133), 2)).toBe('one-more');
  expect(addressesBehindVip(of(200), 2)).toBe('known');
  expect(addressesBehindVip(of(200), 1)).toBe('one-more');
  expect(addressesBehindVip(of(267), 3)).toBe('known');
});

it('the number that explains the share clearly better counts, where both are possible', () => {
  expect(addressesBehindVip(of(30, 120), 3)).toBe('one-more');
  expect(addressesBehindVip(of(40, 120), 3)).toBe('known');
  // A fifth and a sixth are too near to tell them apart here.
  expect(addressesBehindVip(of(73), 5)).toBe('known');
});

it('shows nothing if neither fits, since the VIP does not spread evenly, or if nothing was sent', () => {
  expect(addressesBehindVip(of(36), 5)).toBe('uneven');
  expect(addressesBehindVip(of(0, 0), 2)).toBe('unknown');
  expect(addressesBehindVip(of(36), 0)).toBe('uneven');
});
