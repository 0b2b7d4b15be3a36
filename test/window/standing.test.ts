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

  it('ends with the fault', () => {
    expect(claims(RACE, RACE, RACE, RACE, [], POSSIBLE).slice(4)).toEqual([undefined, 'conntrack-race 0.5']);
  });
});
