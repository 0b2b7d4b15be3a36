import { expect, it } from 'vitest';
import { sensitivity } from '../../src/check/sensitivity.ts';
import { arm, dead, endpointArm } from '../diagnosis/evidences.ts';

it('the sensitivity counts pairs that are sent together via the VIP, and no others', () => {
  const arms = [
    arm('pair', 30),
    arm('race', 20),
    arm('sequential', 100),
    endpointArm('10.244.0.2', arm('endpoint', 100)),
  ];
  // Wilson's upper end for 0 of 50, at 95 %: z² / (n + z²) with z = 1.96.
  expect(sensitivity({ arms })).toEqual({ pairs: 50, unseenLoss: expect.closeTo(0.0713, 4), isEnough: true });
});

it.each([
  [34, false],
  [35, true],
])('says whether %i pairs without a loss are enough: %s', (pairs, isEnough) => {
  expect(sensitivity({ arms: [arm('pair', pairs)] }).isEnough).toBe(isEnough);
});

it('the sensitivity is not enough where no pair was sent, or where pairs were lost', () => {
  expect(sensitivity({ arms: [] })).toEqual({ pairs: 0, unseenLoss: 1, isEnough: false });
  expect(sensitivity({ arms: [dead('pair', 100, 10)] }).isEnough).toBe(false);
});
