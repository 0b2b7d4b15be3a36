import { describe, expect, it } from 'vitest';
import { inOrder, reordered } from '../../src/diagnosis/order.ts';
import type { Verdict } from '../../src/domain/verdict.ts';

const said = (cause: Verdict['cause'], confidence: number): Verdict => ({
  ...{ cause, confidence, rule: 'a-rule', facts: ['a fact'], remedies: [] },
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
    expect(shown(inOrder([doubtful, possible, little, main], new Set([little])))).toEqual([
      'endpoint-down',
      'send-refused',
      'packet-loss',
      'conntrack-race',
    ]);
    expect(shown(inOrder([main, little], new Set()))).toEqual(['send-refused', 'endpoint-down']);
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
