import { expect, it } from 'vitest';
import { viewOf } from '../../../src/compare/view/view.ts';
import { addressesBehindVip, lostFlows } from '../../../src/compare/vip/astray-share.ts';
import { arm, dead, evidence, queries } from '../../diagnosis/evidences.ts';

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

it('counts each flow: both queries of one socket together, and those of two sockets apart', () => {
  const third = queries(100, { timedOut: 33 });
  const apart = arm('separate', 100, { a: third, aaaa: third, oneFailed: 44, bothFailed: 11 });
  const made = evidence([dead('pair', 100, 25), apart], {
    arms: [dead('pair', 100, 25), apart, dead('sticky', 100, 100), dead('tcp', 100, 100)],
  });
  expect(lostFlows(viewOf(made))).toEqual({ failures: 25 + 66, trials: 300 });
});
