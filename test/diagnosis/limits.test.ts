import { describe, expect, it } from 'vitest';
import { CAUSE_DEFINITIONS } from '../../src/diagnosis/causes.ts';
import { FRESH } from '../../src/diagnosis/compare/sorted-evidence.ts';
import { viewOf } from '../../src/diagnosis/compare/view.ts';
import { limited } from '../../src/diagnosis/limits.ts';
import { arm, ENDPOINTS, endpointArm, evidence, queries } from './evidences.ts';

const SURE = { confidence: 0.95, facts: ['a rule is sure'] };
const packetLoss = { ...CAUSE_DEFINITIONS['packet-loss'], predicts: ['loss-everywhere' as const] };
const lose = (lost: number) => ({
  a: queries(100, { timedOut: lost }),
  aaaa: queries(100, { timedOut: lost }),
});
const direct = (lost: number) =>
  ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 100, lose(lost))));

describe('a limit', () => {
  it('leaves a finding alone whose pattern explains all losses', () => {
    const made = evidence([
      ...FRESH.map((strategy) => arm(strategy, 100, lose(10))),
      arm('sticky', 100, lose(10)),
      ...direct(10),
    ]);
    expect(limited(packetLoss, SURE, viewOf(made))).toEqual(SURE);
  });

  it('keeps a finding at 0.5 that a way to ask refutes, and says which', () => {
    const some = evidence([arm('pair', 100, lose(20)), arm('race', 100, lose(20)), ...direct(20)]);
    const found = limited(packetLoss, SURE, viewOf(some));
    expect(found.confidence).toBeLessThanOrEqual(0.5);
    expect(found.facts.at(-1)).toMatch(/^does not explain: .* lost \d+ of \d+ pairs, [\d.e+]+ expected/);
  });

  it('does not believe a cause whose own arms lost nothing', () => {
    const other = evidence([arm('pair', 100, lose(20))]);
    const opt = { ...packetLoss, predicts: ['opt-lost' as const] };
    expect(limited(opt, SURE, viewOf(other))).toEqual({ ...SURE, confidence: 0.3 });
  });

  it('has nothing to say of a cause that predicts no losses, nor where nothing was lost', () => {
    const none = { ...packetLoss, predicts: [] };
    expect(limited(none, SURE, viewOf(evidence([arm('pair', 100, lose(20))])))).toBe(SURE);
    expect(limited(packetLoss, SURE, viewOf(evidence()))).toBe(SURE);
  });
});
