import { describe, expect, it } from 'vitest';
import { viewOf } from '../../src/compare/view/view.ts';
import { limited } from '../../src/diagnosis/limits.ts';
import { FRESH } from '../../src/domain/strategy.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { arm, ENDPOINTS, endpointArm, evidence, queries } from './evidences.ts';
import { ruleOf } from './findings.ts';

const SURE = { confidence: 0.95, facts: ['a rule is sure'] };
const packetLoss: Rule = {
  ...ruleOf('packet-loss', 'everything-loses-alike'),
  predicts: ['loss-everywhere'],
};
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
    expect(found.facts.at(-1)).toMatch(
      /^this cause does not explain: .* lost \d+ of \d+ pairs, [\d.e+]+ expected/,
    );
  });

  it('lowers a cause whose own arms lost nothing to 0.3', () => {
    const other = evidence([arm('pair', 100, lose(20))]);
    const opt: Rule = { ...packetLoss, predicts: ['opt-lost'] };
    expect(limited(opt, SURE, viewOf(other))).toEqual({ ...SURE, confidence: 0.3 });
  });

  it('has nothing to say of a rule that predicts no losses, nor where nothing was lost', () => {
    const none: Rule = { ...packetLoss, predicts: [] };
    expect(limited(none, SURE, viewOf(evidence([arm('pair', 100, lose(20))])))).toBe(SURE);
    expect(limited(packetLoss, SURE, viewOf(evidence()))).toBe(SURE);
  });
});
