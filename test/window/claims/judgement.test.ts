import { describe, expect, test } from 'vitest';
import type { Cause } from '../../../src/domain/cause.ts';
import type { PairOutcome } from '../../../src/domain/pair.ts';
import { type Judgement, judgementOf, surer } from '../../../src/window/claims/judgement.ts';
import { counted, evidence, still } from '../../diagnosis/evidences.ts';
import { answered, pairOf, timedOut } from '../../support/wire/outcomes.ts';

type Sureness = Partial<Record<Cause, number>>;

/** The verdicts name so many causes, each so surely. */
function judged(sureness: Sureness): Judgement {
  const causes = Object.entries(sureness) as [Cause, number][];
  return {
    verdicts: causes.map(([cause, confidence]) => ({
      cause,
      confidence,
      rule: 'r',
      facts: [],
      remedies: [],
    })),
    evidence: evidence([]),
    raceWindow: 'open',
  };
}

test('what was measured is added up, and judged with the race window that it shows', () => {
  const of60 = (pair: PairOutcome) => Array.from({ length: 60 }, () => pair);
  const [a, aaaa] = [answered('A'), answered('AAAA')];
  const judgement = judgementOf({
    startedAt: 1_700_000_000_000,
    windowMs: 60_000,
    pairs: [
      ...of60(pairOf(a, timedOut('AAAA'))),
      ...of60(pairOf(a, aaaa, { strategy: 'separate' })),
      ...of60(pairOf(a, aaaa, { strategy: 'endpoint', server: { address: '10.244.0.2', port: 53 } })),
    ],
    lookups: [],
    steps: [still(60_000, { conntrack: counted({ drop: 60, insertFailed: 60 }) })],
    before: [],
    context: evidence().context,
    scopeOf: () => 'cluster',
  });
  expect(judgement.evidence).toMatchObject({
    windowMs: 60_000,
    arms: [{ pairs: 60, oneFailed: 60 }, { oneFailed: 0 }, { oneFailed: 0 }],
    node: { conntrack: { value: { counts: { drop: 60 } } } },
  });
  expect(judgement.verdicts[0]?.cause).toBe('conntrack-race');
  expect(judgement.raceWindow).toBe('open');
});

describe('the surer of two judgements', () => {
  test('is the one that names a cause more surely', () => {
    const [weak, strong] = [judged({ 'packet-loss': 0.5 }), judged({ 'conntrack-race': 0.9 })];
    expect(surer(weak, strong)).toBe(strong);
    expect(surer(strong, weak)).toBe(strong);
  });

  test('is the longer one where neither is', () => {
    const long = judged({ 'packet-loss': 0.7 });
    expect(surer(long, judged({ 'conntrack-race': 0.7 }))).toBe(long);
  });

  test('is not one that names no cause or a harmless one, however high its confidence', () => {
    const long = judged({ 'packet-loss': 0.3 });
    expect(surer(long, judged({ 'not-enough-evidence': 0.9 }))).toBe(long);
    expect(surer(long, judged({ 'clash-repaired': 0.95 }))).toBe(long);
  });
});
