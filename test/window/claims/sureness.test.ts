import { describe, expect, it } from 'vitest';
import type { Cause } from '../../../src/domain/cause.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';
import type { Judgement } from '../../../src/window/claims/judgement.ts';
import {
  claimed,
  isAlone,
  isPossible,
  withConfidence,
  withoutClaims,
  withStanding,
} from '../../../src/window/claims/sureness.ts';
import { evidence } from '../../diagnosis/evidences.ts';

const verdict = (cause: Cause, confidence: number): Verdict => ({
  cause,
  confidence,
  rule: 'a-rule',
  facts: ['a fact'],
  remedies: [],
});
const DOWN = verdict('endpoint-down', 0.8);
const LOSS = verdict('packet-loss', 0.5);
const judgement = (...verdicts: readonly Verdict[]): Judgement => ({
  verdicts,
  evidence: evidence(),
  raceWindow: 'unknown',
});
const said = ({ verdicts }: Judgement) => verdicts.map(({ cause, confidence }) => `${cause} ${confidence}`);

describe('a claim', () => {
  it('is a fault above 0.5, and no unknown cause', () => {
    expect(claimed([verdict('something-else', 0.8), LOSS, DOWN])).toBe(DOWN);
    expect(claimed([verdict('something-else', 0.8), LOSS])).toBeUndefined();
  });

  it('is alone if no other fault is claimed', () => {
    expect(isAlone('endpoint-down', [DOWN, LOSS])).toBe(true);
    expect(isAlone('packet-loss', [DOWN, LOSS])).toBe(false);
  });

  it('is possible from 0.5 on', () => {
    expect(isPossible('packet-loss', [DOWN, LOSS])).toBe(true);
    expect(isPossible('packet-loss', [verdict('packet-loss', 0.4)])).toBe(false);
  });
});

describe('a judgement', () => {
  it('has no claims above a limit for each cause, and 0.5 without one', () => {
    const both = judgement(DOWN, verdict('packet-loss', 0.6));
    expect(said(withoutClaims(both))).toEqual(['endpoint-down 0.5', 'packet-loss 0.5']);
    expect(said(withoutClaims(both, (cause) => (cause === 'packet-loss' ? 1 : 0.7)))).toEqual([
      'endpoint-down 0.7',
      'packet-loss 0.6',
    ]);
  });

  it('is surer of a verdict only if its confidence was higher, and a fact says so', () => {
    expect(withConfidence(judgement(DOWN), DOWN, 0.8)).toEqual(judgement(DOWN));
    const surer = withConfidence(judgement(DOWN), DOWN, 0.95);
    expect(said(surer)).toEqual(['endpoint-down 0.95']);
    expect(surer.verdicts[0]?.facts).toHaveLength(2);
  });

  it('has the standing claim first, with its facts of now if there are any', () => {
    const now = { ...LOSS, facts: ['a fact of now'] };
    const unsure = verdict('not-enough-evidence', 0.6);
    const held = withStanding(judgement(DOWN, now, unsure), verdict('packet-loss', 0.8), 0.6);
    expect(said(held)).toEqual(['packet-loss 0.6', 'endpoint-down 0.8']);
    expect(held.verdicts[0]?.facts[0]).toBe('a fact of now');
    expect(said(withStanding(judgement(unsure), DOWN, 0.8))).toEqual(['endpoint-down 0.8']);
  });
});
