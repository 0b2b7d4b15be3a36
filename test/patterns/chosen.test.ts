import { describe, expect, it } from 'vitest';
import { candidatesFor } from '../../src/patterns/candidates.ts';
import { podsFailByPacket } from '../../src/patterns/chosen.ts';
import { explain } from '../../src/patterns/explain.ts';
import type { Pattern } from '../../src/patterns/pattern.ts';
import { drawn, PODS } from './asks.ts';
import { endpointArm, predicted, TCP } from './predictions.ts';

const [dead, alive] = PODS;
const byPacket = podsFailByPacket(dead);

it('a choice for each packet loses the queries of one socket independently, and TCP as a whole', () => {
  for (const strategy of ['pair', 'race', 'separate', 'sequential', 'sticky'] as const)
    expect(predicted(byPacket, [1, 1, 1, 0.33], { strategy })).toBe('some');
  expect(predicted(byPacket, [1, 1, 1, 0.33], TCP)).toBe('both');
  expect(predicted(byPacket, [1, 1, 0, 0.33], TCP)).toBe('none');
  expect(predicted(byPacket, [1, 1, 1, 0.33], endpointArm(dead))).toBe('all');
  expect(predicted(byPacket, [1, 1, 1, 0.33], endpointArm(alive))).toBe('none');
});

describe('the best explanation', () => {
  const best = (pattern: Pattern, values: readonly number[]) => {
    const asks = drawn(pattern, values);
    const [first] = explain(asks, candidatesFor(asks));
    return [first?.patterns.map(({ id, addresses }) => [id, ...(addresses ?? [])].join(' ')), first?.misfits];
  };

  it('is the dead pod alone', () => {
    expect(best(byPacket, [1, 1, 1, 0.33])).toEqual([[`pods-fail ${dead}`], []]);
  });
});
