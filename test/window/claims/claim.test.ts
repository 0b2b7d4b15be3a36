import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../src/domain/evidence.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';
import { claimOf, fitOf, passed, stillnessOf } from '../../../src/window/claims/claim.ts';
import type { Stream } from '../../../src/window/claims/stream.ts';
import { arm, dead, ENDPOINTS, endpointArm, evidence, lost, queries } from '../../diagnosis/evidences.ts';

const SECOND = 1000;
const verdict = (cause: Verdict['cause'], rule: string): Verdict => ({
  cause,
  confidence: 0.8,
  rule,
  facts: [],
  remedies: [],
});
const LOSS = verdict('packet-loss', 'everything-loses-alike');
const RACE = verdict('conntrack-race', 'together-loses-apart-does-not');
const claim = (named: Verdict) => claimOf(named, 0, 0, undefined);

/** One probe a second, of which every fifth failed until `curedMs`. */
const stream = (now: Partial<Stream>, curedMs = Number.POSITIVE_INFINITY): Stream => ({
  nowMs: 120 * SECOND,
  trialsSince: () =>
    Array.from({ length: 120 }, (_, second) => ({
      atMs: second * SECOND,
      arm: 'pair',
      troubled: second % 5 === 0 && second * SECOND < curedMs,
    })),
  evidenceSince: () => evidence(),
  partsSince: () => [],
  risesSince: () => [],
  ...now,
});

const lostPairs = (share: number): Evidence =>
  evidence([
    ...(['pair', 'race', 'separate', 'sequential'] as const).map((strategy) =>
      lost(arm(strategy, 20), { onlyA: 20 * share, onlyAaaa: 20 * share }),
    ),
    ...ENDPOINTS.map((address) =>
      lost(endpointArm(address, arm('endpoint', 20)), { onlyA: 20 * share, onlyAaaa: 20 * share }),
    ),
  ]);
const [down = '', well = ''] = ENDPOINTS;
const ONE_POD_DOWN = evidence([
  ...(['pair', 'race', 'separate', 'sequential'] as const).map((strategy) => dead(strategy, 10, 5)),
  endpointArm(down, dead('endpoint', 10, 10)),
  endpointArm(well, arm('endpoint', 10)),
]);

describe('a claim', () => {
  it('by a rule that predicts no losses fits while that rule finds it possible, and the fault lasts', () => {
    const SERVFAIL = verdict('server-error', 'answers-with-an-error-code');
    const answers = (errors: number) =>
      evidence([arm('pair', 30, { a: queries(30, { rcodeErrors: errors }) })]);
    const held = (errors: number, curedMs?: number) =>
      fitOf(claim(SERVFAIL), stream({ evidenceSince: () => answers(errors) }, curedMs));
    expect([held(1), held(0), held(1, 20 * SECOND)]).toEqual(['fits', 'open', 'open']);
  });

  it('has stood for the times since the looks at which it was named', () => {
    const named = claimOf(RACE, 5 * SECOND, 0, claim(RACE));
    expect(named.stoodMs).toBe(5 * SECOND);
    const kept = passed(named, 10 * SECOND);
    expect(kept.stoodMs).toBe(10 * SECOND);
    expect(passed(kept, 15 * SECOND).stoodMs).toBe(10 * SECOND);
    expect(claimOf(LOSS, 20 * SECOND, 0, kept).stoodMs).toBe(0);
  });

  it('fits while the fault lasts and its losses fit', () => {
    const losses = lostPairs(0.1);
    expect(fitOf(claim(LOSS), stream({ evidenceSince: () => losses }))).toBe('fits');
    expect(fitOf(claim(LOSS), stream({ evidenceSince: () => losses }, 30 * SECOND))).toBe('open');
    expect(fitOf(claim(LOSS), stream({ evidenceSince: () => ONE_POD_DOWN }))).toBe('open');
  });

  it('by exclusion is refuted if the losses of one part of its time are those of another fault', () => {
    const of = (named: Verdict, ...parts: readonly Evidence[]) =>
      fitOf(claim(named), stream({ evidenceSince: () => lostPairs(0.1), partsSince: () => parts }));
    expect(of(LOSS, lostPairs(0.1))).toBe('fits');
    expect(of(LOSS, lostPairs(0.1), ONE_POD_DOWN)).toBe('refuted');
    expect(of(LOSS, evidence())).toBe('fits');
    expect(of(RACE, ONE_POD_DOWN)).not.toBe('refuted');
  });
});

it('a counter is not read where it decides nothing', () => {
  const unread = stream({
    risesSince: () => {
      throw new Error('read');
    },
  });
  expect(stillnessOf('conntrack-race', 0, 0, unread)).toBe(0);
  expect(stillnessOf('conntrack-race', 0, 4, unread)).toBe(0);
});
