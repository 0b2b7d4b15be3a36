import { describe, expect, it } from 'vitest';
import { inOrder, reordered } from '../../src/diagnosis/order.ts';
import type { Verdict } from '../../src/domain/verdict.ts';

const said = (cause: Verdict['cause'], confidence: number): Verdict => ({
  cause,
  confidence,
  rule: 'a-rule',
  facts: ['a fact'],
  remedies: [],
});
const shown = (verdicts: readonly Verdict[]) => verdicts.map(({ cause }) => cause);

describe('verdicts are in order', () => {
  const [main, little, possible, doubtful] = [
    said('endpoint-down', 0.6),
    said('send-refused', 0.95),
    said('packet-loss', 0.5),
    said('conntrack-race', 0.3),
  ];

  it('by how much they explain, as far as they are claims, and then by confidence', () => {
    expect(shown(inOrder([doubtful, possible, little, main], new Map([[little, 'minor']])))).toEqual([
      'endpoint-down',
      'send-refused',
      'packet-loss',
      'conntrack-race',
    ]);
    expect(shown(inOrder([main, little], new Map()))).toEqual(['send-refused', 'endpoint-down']);
  });

  it('with a possible cause of the lost queries before claims that explain little and no lost queries', () => {
    const parts = new Map([[little, 'beside'] as const, [possible, 'main'] as const]);
    expect(shown(inOrder([little, doubtful, possible], parts))).toEqual([
      'packet-loss',
      'send-refused',
      'conntrack-race',
    ]);
    for (const part of ['minor', 'unknown'] as const)
      expect(
        shown(inOrder([little, possible], new Map([[little, part] as const, [possible, 'main'] as const]))),
      ).toEqual(['send-refused', 'packet-loss']);
    // Without any claim, nothing comes before what is as sure.
    const race = said('conntrack-race', 0.5);
    expect(shown(inOrder([race, possible], new Map([[possible, 'main'] as const])))).toEqual([
      'conntrack-race',
      'packet-loss',
    ]);
    const sure = said('answers-unusable', 0.8);
    expect(shown(reordered([possible, sure, said('send-refused', 0.5)], [possible, sure, little]))).toEqual([
      'packet-loss',
      'answers-unusable',
      'send-refused',
    ]);
  });

  it('and stay so when one of them is no claim any more', () => {
    const lowered = said('packet-loss', 0.5);
    expect(shown(reordered([lowered, main, little, doubtful]))).toEqual([
      'endpoint-down',
      'send-refused',
      'packet-loss',
      'conntrack-race',
    ]);
  });
});
