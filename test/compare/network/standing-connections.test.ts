import { expect, it } from 'vitest';
import {
  repeatedConnects,
  takenInSilence,
  tcpHidesLoss,
} from '../../../src/compare/network/standing-connections.ts';
import { arm, dead, queries } from '../../diagnosis/evidences.ts';

const standing = (count: number) => Array.from({ length: count }, () => 1);

it('counts the connections that stood and got no answer', () => {
  expect(takenInSilence([dead('tcp', 50, 20, { connectsMs: standing(50) })])).toEqual({
    failures: 20,
    trials: 50,
  });
});

it.each([
  ['the connections did not stand either: a dead path', dead('tcp', 50, 20, { connectsMs: standing(30) })],
  ['a part of them did not stand', dead('tcp', 50, 20, { connectsMs: standing(46) })],
  ['there are few', dead('tcp', 50, 5, { connectsMs: standing(50) })],
  ['it was over UDP', dead('pair', 50, 20)],
  [
    'they were refused',
    arm('tcp', 50, {
      a: queries(50, { networkErrors: 20 }),
      aaaa: queries(50, { networkErrors: 20 }),
      bothFailed: 20,
      oneFailed: 0,
      connectsMs: standing(30),
    }),
  ],
])('shows nothing if %s', (_, made) => {
  expect(takenInSilence([made])).toBeUndefined();
});

it('TCP hides the loss of first segments: such connections stand after a second', () => {
  const connects = (slow: number) => [
    arm('tcp', 50, { connectsMs: [...standing(50 - slow), ...Array.from({ length: slow }, () => 1030)] }),
  ];
  expect(repeatedConnects(connects(25))).toEqual({ failures: 25, trials: 50 });
  expect(tcpHidesLoss(connects(25), 0.5)).toBe(true);
  expect(tcpHidesLoss(connects(10), 0.5)).toBe(false);
  expect(tcpHidesLoss(connects(5), 0.1)).toBe(false);
});
