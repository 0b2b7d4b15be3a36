import { describe, expect, it } from 'vitest';
import { explains, explanationOf } from '../../../src/agent/stall/explanation.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';
import { arm, counted, evidence, still } from '../../diagnosis/evidences.ts';
import { answered, lookup, timedOut } from '../../support/wire/outcomes.ts';

const STALLED = lookup({ durationMs: 5004, retries: 1 }, [answered('A', 3), timedOut('AAAA')]);
const verdict = (cause: Verdict['cause'], confidence = 0.8): Verdict => {
  return { cause, confidence, rule: 'a-rule', facts: ['a fact'], remedies: [] };
};
const judged = (verdicts: readonly Verdict[]) => ({
  verdicts,
  evidence: evidence([arm('pair', 40, { oneFailed: 7 })], {
    node: still(60_000, { conntrack: counted({ drop: 7 }) }),
  }),
  raceWindow: 'open' as const,
});

describe('the explanation of a lookup', () => {
  it('has the strategies and counters of the window, and the surest verdict', () => {
    const {
      strategies,
      counters,
      verdict: surest,
      ...window
    } = explanationOf(STALLED, judged([verdict('conntrack-race'), verdict('packet-loss', 0.5)]));
    expect(strategies).toContainEqual({
      strategy: 'pair',
      target: { kind: 'vip', address: '10.96.0.10' },
      transport: 'udp',
      pairs: 40,
      oneFailed: 7,
      bothFailed: 0,
    });
    expect(counters.conntrack).toMatchObject({
      kind: 'read',
      value: { counts: { drop: 7, insertFailed: 0 } },
    });
    expect(surest).toEqual(verdict('conntrack-race'));
    expect(window).toEqual({ windowStartedAt: 1_700_000_000_000, windowMs: 60_000 });
  });

  it('says so where no rule found anything', () => {
    const none = explanationOf(STALLED, judged([])).verdict;
    expect(none).toMatchObject({ cause: 'not-enough-evidence', confidence: 0, rule: 'no-rule-fired' });
    expect(none.facts).toHaveLength(1);
  });

  it('does not name a clash that was repaired: it delays no lookup', () => {
    const verdicts = [verdict('clash-repaired', 0.95), verdict('not-enough-evidence', 0.5)];
    expect(explanationOf(STALLED, judged(verdicts)).verdict.cause).toBe('not-enough-evidence');
  });

  it('names no cause that is possible only, nor one of a time before or after', () => {
    const verdicts = [verdict('packet-loss', 0.5), verdict('not-enough-evidence', 0.5)];
    expect(explanationOf(STALLED, judged(verdicts)).verdict.cause).toBe('not-enough-evidence');
    expect(explains(judged(verdicts), STALLED, true)).toBe(false);
    const sure = judged([verdict('packet-loss', 0.8)]);
    expect(explanationOf(STALLED, sure, false).verdict.cause).toBe('not-enough-evidence');
    expect([explains(sure, STALLED, true), explains(sure, STALLED, false)]).toEqual([true, false]);
  });

  it('may become surer while no cause has a name', () => {
    expect(explains(judged([verdict('something-else')]), STALLED, true)).toBe(false);
    expect(explanationOf(STALLED, judged([verdict('something-else')])).verdict.cause).toBe('something-else');
  });

  it("does not blame DNS for what fivesec's own stall explains, whatever else is wrong", () => {
    const starving = { ...STALLED, starvedMs: 4000 };
    expect(explanationOf(starving, judged([verdict('conntrack-race')])).verdict).toMatchObject({
      cause: 'agent-starved',
      facts: ["fivesec's own event loop stood still for 4000 ms of the 5004 ms that this lookup took"],
    });
  });
});
