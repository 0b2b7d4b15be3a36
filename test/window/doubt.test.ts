import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/domain/verdict.ts';
import { doubted } from '../../src/window/doubt.ts';
import { evidence } from '../diagnosis/evidences.ts';

type Said = readonly [Verdict['cause'], number];

const judgement = (...said: readonly Said[]) => ({
  verdicts: said.map(([cause, confidence]) => ({
    ...{ cause, confidence, rule: 'a-rule', facts: ['a fact'], remedies: [] },
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

  it('gives way to what that time names', () => {
    expect(said([['packet-loss', 0.95]], [['endpoint-down', 0.8]])).toEqual([['endpoint-down', 0.8]]);
  });
});
