/** When the agent judges, and that nobody who reads a judgement changes the next one. */

import { describe, expect, it } from 'vitest';
import { Judgements } from '../../src/agent/judgements.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import type { Judgement } from '../../src/window/claims/judgement.ts';
import { evidence } from '../diagnosis/evidences.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { answered, pairOf, timedOut } from '../support/wire/outcomes.ts';

const STEP_MS = 5_000;
const LOST = pairOf(answered('A'), timedOut('AAAA'));
/** Too weak to be claimed at the first look. */
const WEAK: Verdict = { cause: 'packet-loss', confidence: 0.6, rule: 'r', facts: [], remedies: [] };

/** An agent of whose judgements each takes `tookMs`. */
function agent(verdicts: readonly Verdict[] = [], tookMs = 0) {
  const clock = new FakeClock();
  let busyMs = 0;
  const now = () => clock.now() + busyMs;
  const shown: { readonly atMs: number; readonly judgement: Judgement }[] = [];
  const judgements = new Judgements({
    clock: { now },
    window: {
      judge: () => {
        busyMs += tookMs;
        return { verdicts, evidence: evidence(), raceWindow: 'unknown' };
      },
      get nowMs() {
        return now();
      },
      // Each trial fails, so the fault goes on.
      trialsSince: (sinceMs) => [
        { atMs: sinceMs, arm: 'pair', troubled: true },
        { atMs: now(), arm: 'pair', troubled: true },
      ],
      evidenceSince: () => evidence(),
      partsSince: () => [],
      risesSince: () => [],
    },
    show: (judgement) => shown.push({ atMs: clock.now(), judgement }),
  });
  const startedAt = clock.now();
  clock.every(STEP_MS, () => judgements.step());
  const times = () => shown.map(({ atMs }) => atMs - startedAt);
  return { clock, judgements, shown, times };
}

describe('the agent judges', () => {
  it('at its start, and every 15 s while nothing fails', async () => {
    const { clock, judgements, times } = agent();
    judgements.pair(pairOf(answered('A'), answered('AAAA')));
    await clock.advance(45_000);
    expect(times()).toEqual([0, 15_000, 30_000, 45_000]);
  });

  it('every 5 s for half a minute after a probe that failed', async () => {
    const { clock, judgements, times } = agent();
    judgements.pair(LOST);
    await clock.advance(45_000);
    expect(times()).toEqual([0, 5_000, 10_000, 15_000, 20_000, 25_000, 40_000]);
  });

  it('every 5 s while a cause is claimed: the end of a fault shows as soon as its beginning', async () => {
    const sure: Verdict = { ...WEAK, confidence: 0.95, cause: 'conntrack-race' };
    const { clock, times } = agent([sure]);
    await clock.advance(20_000);
    expect(times()).toEqual([0, 5_000, 10_000, 15_000, 20_000]);
  });

  it('less often while judgements take long', async () => {
    const { clock, judgements, times } = agent([], 200);
    judgements.pair(LOST);
    await clock.advance(25_000);
    expect(times()).toEqual([0, 10_000, 20_000]);
  });

  it('every 15 s also if a judgement takes a part of a step, or a step comes early', async () => {
    const slow = agent([], 400);
    await slow.clock.advance(45_000);
    expect(slow.times()).toEqual([0, 15_000, 30_000, 45_000]);
    const early = agent();
    await early.clock.advance(14_900);
    early.judgements.step();
    expect(early.times()).toEqual([0, 14_900]);
  });
});

describe('a reader', () => {
  it('gets the judgement that was shown last, however often it asks', async () => {
    const { clock, judgements, shown } = agent();
    await clock.advance(14_000);
    for (let asked = 0; asked < 100; asked += 1) expect(judgements.last()).toBe(shown[0]?.judgement);
    expect(shown).toHaveLength(1);
  });

  it('gives a weak claim no second look', async () => {
    const { clock, judgements } = agent([WEAK]);
    const confidence = () => judgements.last().verdicts[0]?.confidence;
    for (let second = 0; second < 14; second += 1) {
      await clock.advance(1_000);
      expect(confidence()).toBe(0.5);
    }
    await clock.advance(1_000);
    expect(confidence()).toBe(0.6);
  });
});
