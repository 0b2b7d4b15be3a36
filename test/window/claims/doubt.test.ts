import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../src/domain/verdict.ts';
import { doubted } from '../../../src/window/claims/doubt.ts';
import { evidence } from '../../diagnosis/evidences.ts';

type Said = readonly [Verdict['cause'], number];

const judgement = (...said: readonly Said[]) => ({
  verdicts: said.map(([cause, confidence]) => ({
    cause,
    confidence,
    rule: 'a-rule',
    facts: ['a fact'],
    remedies: [],
  })),
  evidence: evidence(),
  raceWindow: 'unknown' as const,
});
const said = (whole: readonly Said[], recent: readonly Said[]) =>
  doubted(judgement(...whole), judgement(...recent)).verdicts.map(
    ({ cause, confidence }): Said => [cause, confidence],
  );

describe('a claim', () => {
  it('stands if the time since a possible change holds it for possible', () => {
    expect(said([['endpoint-down', 0.95]], [['endpoint-down', 0.5]])).toEqual([['endpoint-down', 0.95]]);
  });

  it('by exclusion is only possible if that time alone does not name it: it has not excluded the others', () => {
    expect(said([['packet-loss', 0.8]], [['packet-loss', 0.5]])).toEqual([['packet-loss', 0.5]]);
    expect(said([['packet-loss', 0.8]], [['packet-loss', 0.95]])).toEqual([['packet-loss', 0.95]]);
  });

  it('is only possible if that time does not', () => {
    expect(said([['packet-loss', 0.95]], [['not-enough-evidence', 0.7]])).toEqual([['packet-loss', 0.5]]);
    expect(
      said(
        [
          ['packet-loss', 0.95],
          ['endpoint-down', 0.6],
        ],
        [['endpoint-down', 0.5]],
      ),
    ).toEqual([
      ['endpoint-down', 0.6],
      ['packet-loss', 0.5],
    ]);
  });

  it('that explains most stays the first one, although another one is surer', () => {
    const whole: readonly Said[] = [
      ['endpoint-down', 0.6],
      ['send-refused', 0.95],
      ['packet-loss', 0.6],
    ];
    const recent: readonly Said[] = [
      ['endpoint-down', 0.5],
      ['send-refused', 0.5],
    ];
    expect(said(whole, recent)).toEqual([
      ['endpoint-down', 0.6],
      ['send-refused', 0.95],
      ['packet-loss', 0.5],
    ]);
  });

  it('by exclusion must be claimed in every part, although one of them names it', () => {
    const part = (cause: Verdict['cause'], confidence: number) => judgement([cause, confidence]);
    const [sure, possible] = [part('packet-loss', 0.8), part('packet-loss', 0.5)];
    const confidence = (...parts: readonly ReturnType<typeof part>[]) =>
      doubted(sure, ...parts).verdicts[0]?.confidence;
    expect([confidence(sure, sure), confidence(possible, sure), confidence(sure, possible)]).toEqual([
      0.8, 0.5, 0.5,
    ]);
    expect(doubted(sure, possible, part('endpoint-down', 0.8)).verdicts[0]?.cause).toBe('endpoint-down');
    expect(doubted(sure).verdicts[0]?.confidence).toBe(0.8);
  });

  it('that no known pattern fits is only possible if that time alone does not show it', () => {
    expect(said([['something-else', 0.8]], [['not-enough-evidence', 0.7]])).toEqual([
      ['something-else', 0.5],
    ]);
    expect(said([['something-else', 0.8]], [['something-else', 0.6]])).toEqual([['something-else', 0.8]]);
    expect(said([['something-else', 0.8]], [['endpoint-down', 0.6]])).toEqual([['endpoint-down', 0.6]]);
  });

  it('gives way to what that time names', () => {
    expect(said([['packet-loss', 0.95]], [['endpoint-down', 0.8]])).toEqual([['endpoint-down', 0.8]]);
  });
});
