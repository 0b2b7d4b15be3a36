import { expect, it } from 'vitest';
import type { Cause } from '../../../src/domain/cause.ts';
import { Unexplained } from '../../../src/window/claims/unexplained.ts';
import { evidence } from '../../diagnosis/evidences.ts';

const SECOND = 1000;
const judgement = (cause: Cause, confidence: number) => ({
  verdicts: [{ cause, confidence, rule: 'a-rule', facts: ['a fact'], remedies: [] }],
  evidence: evidence(),
  raceWindow: 'unknown' as const,
});

it('something else is claimed once no known pattern has fitted for 15 s, and a look without it begins anew', () => {
  const unexplained = new Unexplained();
  const at = (second: number, cause: Cause = 'something-else') =>
    unexplained.later(judgement(cause, 0.8), second * SECOND).verdicts[0]?.confidence;
  expect([at(0), at(10), at(15), at(20)]).toEqual([0.5, 0.5, 0.8, 0.8]);
  expect(at(25, 'packet-loss')).toBe(0.8);
  expect([at(30), at(45)]).toEqual([0.5, 0.8]);
});
