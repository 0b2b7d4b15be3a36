import { describe, expect, it } from 'vitest';
import { lossesContinue, stillStanding } from '../../../src/window/claims/after-departure.ts';
import { evidence } from '../../diagnosis/evidences.ts';

describe('the verdict from before a pod left', () => {
  it('may stand only while losses continue', () => {
    const trial = (atMs: number, troubled: boolean) => ({ atMs, arm: 'pair', troubled });
    expect(lossesContinue([trial(1_000, true), trial(30_000, false)], 20_000)).toBe(true);
    expect(lossesContinue([trial(1_000, true), trial(30_000, false)], 31_000)).toBe(false);
    expect(lossesContinue([], 31_000)).toBe(false);
  });

  it('says that the pod has left', () => {
    const verdict = {
      cause: 'endpoint-down',
      confidence: 0.95,
      rule: '',
      facts: ['a'],
      remedies: [],
    } as const;
    const judgement = { evidence: evidence(), verdicts: [verdict], raceWindow: 'unknown' } as const;
    expect(stillStanding(judgement, 40_000).verdicts[0]?.facts.join()).toContain(
      'left the set about 40 s ago',
    );
  });
});
