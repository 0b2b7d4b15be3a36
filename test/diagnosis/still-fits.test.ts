import { expect, it } from 'vitest';
import { isRefuted, restsOnLosses, stillFits } from '../../src/diagnosis/still-fits.ts';
import { arm, ENDPOINTS, endpointArm, evidence, lost, queries } from './evidences.ts';

const RACE = { cause: 'conntrack-race', rule: 'together-loses-apart-does-not' } as const;

const lostIn = (apart: number) =>
  evidence([
    lost(arm('race', 25), { onlyAaaa: 3 }),
    lost(arm('pair', 25), { onlyAaaa: 2 }),
    lost(arm('separate', 22), { onlyA: apart, onlyAaaa: apart }),
    arm('sequential', 18),
    ...ENDPOINTS.map((address) => lost(endpointArm(address, arm('endpoint', 10)), { onlyA: apart })),
  ]);

it('losses fit a cause that predicts them, although they are too few to name it', () => {
  expect(stillFits(RACE, lostIn(0))).toBe(true);
});

it('losses that an arm refutes do not fit', () => {
  expect(stillFits(RACE, lostIn(4))).toBe(false);
});

it('nothing fits where nothing was lost, nor a verdict that no rule gave', () => {
  expect(stillFits(RACE, evidence())).toBe(false);
  expect(stillFits({ cause: 'conntrack-race', rule: 'of-another-version' }, lostIn(0))).toBe(false);
});

it('a rule that predicts no losses is asked again: its cause must be possible', () => {
  const SERVFAIL = { cause: 'server-error', rule: 'answers-with-an-error-code' } as const;
  const answers = (errors: number) =>
    evidence([arm('pair', 30, { a: queries(30, { rcodeErrors: errors }) }), arm('separate', 22)]);
  expect(stillFits(SERVFAIL, answers(9))).toBe(true);
  expect(stillFits(SERVFAIL, answers(0))).toBe(false);
  expect(stillFits({ cause: 'endpoint-down', rule: 'pods-refuse-at-times' }, lostIn(0))).toBe(false);
});

it('a rule rests on losses if it predicts some', () => {
  expect(restsOnLosses(RACE)).toBe(true);
  expect(restsOnLosses({ cause: 'endpoint-down', rule: 'pods-refuse-at-times' })).toBe(false);
  expect(restsOnLosses({ cause: 'not-enough-evidence', rule: 'nothing-else-is-shown' })).toBe(false);
});

it('losses refute a cause if an arm does or if no explanation has its pattern, and not because they are few', () => {
  expect(isRefuted(RACE, lostIn(0))).toBe(false);
  expect(isRefuted(RACE, lostIn(4))).toBe(true);
  const one = evidence([lost(arm('race', 25), { onlyAaaa: 1 }), arm('pair', 25), arm('separate', 22)]);
  expect(isRefuted(RACE, one)).toBe(false);
});

it('nothing is refuted where nothing was lost, nor a rule that predicts no losses', () => {
  expect(isRefuted(RACE, evidence())).toBe(false);
  expect(isRefuted({ cause: 'endpoint-down', rule: 'pods-refuse-at-times' }, lostIn(4))).toBe(false);
});
