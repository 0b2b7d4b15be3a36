import { describe, expect, it } from 'vitest';
import { remedies } from '../../src/diagnosis/remedies.ts';
import type { ArmTally } from '../../src/domain/evidence.ts';
import { arm, dead, evidence, queries } from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const rule = ruleOf('large-answers-lost');

const overTcp = { transport: 'tcp' } as const;

describe('large-answers-lost', () => {
  it('is found when they are lost over UDP and come over TCP, whosever name it is', () => {
    for (const scope of ['cluster', 'outside'] as const) {
      const arms = [dead('large', 20, 20, { scope }), arm('large', 20, { scope, ...overTcp })];
      expect(named(evidence(arms)), scope).toEqual(['large-answers-lost']);
    }
  });

  it('is found when only one type is large: a name with many A records and no AAAA', () => {
    const onlyA = { a: queries(20, { timedOut: 20 }), oneFailed: 20 };
    expect(named(evidence([arm('large', 20, onlyA), arm('large', 20, overTcp)]))).toEqual([
      'large-answers-lost',
    ]);
  });

  it('is likely where TCP loses the large answer as well, and the small one of the same name arrives', () => {
    const onlyA = arm('large', 20, { a: queries(20, { timedOut: 20 }), oneFailed: 20 });
    const blackHole = evidence([onlyA, dead('large', 20, 20, overTcp)]);
    expect(confidence(rule, blackHole)).toBe(0.8);
    expect(apply(rule, blackHole)?.facts.join()).toContain('its MTU is smaller');
  });

  it('recommends TCP only where TCP may carry the large answer', () => {
    const changes = (...arms: readonly ArmTally[]) =>
      remedies('large-answers-lost', evidence(arms), rule.id).map(({ change }) => change);
    const [udp, tcp] = [dead('large', 20, 20), arm('large', 20, overTcp)];
    for (const arms of [[udp], [udp, tcp]]) expect(changes(...arms).join()).toMatch(/bufsize.*use-vc/);
    const neither = changes(udp, dead('large', 20, 20, overTcp));
    expect(neither.join()).not.toMatch(/bufsize|use-vc/);
    expect(neither[0]).toMatch('Set the MTU');
  });

  it('is not found when they arrive', () => {
    expect(apply(rule, evidence([arm('large', 20), arm('large', 20, overTcp)]))).toBeUndefined();
  });

  it('is refuted when TCP gets no answer either, or small answers are lost as well', () => {
    const both = evidence([dead('large', 20, 20), dead('large', 20, 20, overTcp)]);
    expect(confidence(rule, both)).toBeLessThanOrEqual(0.5);
    const small = [dead('pair', 100, 50), dead('separate', 100, 50), dead('reopen', 100, 50)];
    expect(confidence(rule, evidence([dead('large', 20, 10), ...small]))).toBeLessThanOrEqual(0.5);
  });
});
