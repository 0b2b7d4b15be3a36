import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/domain/verdict.ts';
import { Standing } from '../../src/window/standing.ts';
import { evidence } from '../diagnosis/evidences.ts';

type Said = readonly [Verdict['cause'], number];

/** What is claimed for each of these judgements, every five seconds. */
function claims(...judgements: readonly (readonly Said[])[]) {
  const standing = new Standing();
  return judgements.map((said, index) => {
    const verdicts = said.map(([cause, confidence]) => ({
      ...{ cause, confidence, rule: 'a-rule', facts: ['a fact'], remedies: [] },
    }));
    const judgement = { verdicts, evidence: evidence(), raceWindow: 'unknown' as const };
    const [first] = standing.hold(judgement, 1000 + 5_000 * index).verdicts;
    return first && `${first.cause} ${first.confidence}`;
  });
}

const RACE: readonly Said[] = [['conntrack-race', 0.6]];
const POSSIBLE: readonly Said[] = [['conntrack-race', 0.5]];

describe('a standing verdict', () => {
  it('stays a claim while it is possible', () => {
    const said = claims(RACE, RACE, RACE, RACE, POSSIBLE, POSSIBLE, [['conntrack-race', 0.8]]);
    expect(said.slice(3)).toEqual([
      'conntrack-race 0.6',
      'conntrack-race 0.6',
      'conntrack-race 0.6',
      'conntrack-race 0.8',
    ]);
  });

  it('needs a second look, unless it is likely', () => {
    expect(claims(RACE, RACE)).toEqual(['conntrack-race 0.5', 'conntrack-race 0.6']);
    expect(claims([['conntrack-race', 0.8]])).toEqual(['conntrack-race 0.8']);
  });

  it('is not displaced by a first guess, unless nothing speaks for it any more', () => {
    const before = [RACE, RACE, RACE, RACE, RACE];
    const LOSS: Said = ['packet-loss', 0.6];
    expect(claims(...before, [LOSS, ['conntrack-race', 0.5]]).at(-1)).toBe('conntrack-race 0.6');
    expect(claims(...before, [LOSS]).at(-1)).toBe('packet-loss 0.6');
  });

  it('is kept if all the times that it stood are long enough together', () => {
    const said = claims(RACE, RACE, POSSIBLE, RACE, RACE, POSSIBLE, POSSIBLE);
    expect(said.slice(3)).toEqual(Array(4).fill('conntrack-race 0.6'));
  });

  it('is not kept if it was a first guess', () => {
    expect(claims(RACE, RACE, POSSIBLE, POSSIBLE).at(-1)).toBe('conntrack-race 0.5');
  });

  it('ends when it is refuted, and when another cause is named', () => {
    const before = [RACE, RACE, RACE, RACE];
    expect(claims(...before, [['conntrack-race', 0.3]], POSSIBLE).slice(4)).toEqual([
      'conntrack-race 0.3',
      'conntrack-race 0.5',
    ]);
    expect(claims(...before, [['packet-loss', 0.8]], POSSIBLE).slice(4)).toEqual([
      'packet-loss 0.8',
      'conntrack-race 0.5',
    ]);
    const unknown: readonly Said[] = [
      ['something-else', 0.6],
      ['conntrack-race', 0.5],
    ];
    expect(claims(...before, unknown).at(-1)).toBe('something-else 0.6');
  });

  it('is kept for 45 s at most without being named again', () => {
    const kept = claims(RACE, RACE, RACE, RACE, ...Array<typeof POSSIBLE>(10).fill(POSSIBLE));
    expect(kept.slice(4)).toEqual([...Array(9).fill('conntrack-race 0.6'), 'conntrack-race 0.5']);
  });

  it('ends with the fault', () => {
    expect(claims(RACE, RACE, RACE, RACE, [], POSSIBLE).slice(4)).toEqual([undefined, 'conntrack-race 0.5']);
  });
});
