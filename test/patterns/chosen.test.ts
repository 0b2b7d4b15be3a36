import { describe, expect, it } from 'vitest';
import { candidatesFor } from '../../src/patterns/candidates.ts';
import { podsFailByPacket, podsUnreached } from '../../src/patterns/chosen.ts';
import { explain } from '../../src/patterns/explain.ts';
import type { Pattern } from '../../src/patterns/pattern.ts';
import { ask, drawn, PODS } from './asks.ts';
import { endpointArm, predicted, TCP } from './predictions.ts';

const [dead, alive] = PODS;
const byPacket = podsFailByPacket(dead);
const unreached = podsUnreached(dead);

it('a choice for each packet loses the queries of one socket independently, and TCP as a whole', () => {
  for (const strategy of ['pair', 'race', 'separate', 'sequential', 'sticky'] as const)
    expect(predicted(byPacket, [1, 1, 1, 0.33], { strategy })).toBe('some');
  expect(predicted(byPacket, [1, 1, 1, 0.33], TCP)).toBe('both');
  expect(predicted(byPacket, [1, 1, 0, 0.33], TCP)).toBe('none');
  expect(predicted(byPacket, [1, 1, 1, 0.33], endpointArm(dead))).toBe('all');
  expect(predicted(byPacket, [1, 1, 1, 0.33], endpointArm(alive))).toBe('none');
});

it('a choice until a packet gets through loses the first query of a socket, often the second as well, and hardly any connection', () => {
  const values = [1, 1, 3, 0.5];
  for (const strategy of ['pair', 'staggered', 'sequential'] as const)
    expect(unreached.predict(ask({ strategy }), values)).toMatchObject({
      fate: { neither: 0.5, onlyA: 0.25, onlyAaaa: 0, both: 0.25 },
    });
  expect(predicted(unreached, values, { strategy: 'separate' })).toBe('some');
  expect(predicted(unreached, values, { strategy: 'sticky' })).toBe('as its flow');
  expect(unreached.predict(ask(TCP), values)).toMatchObject({ fate: { neither: 0.875, both: 0.125 } });
  expect(predicted(unreached, values, endpointArm(dead))).toBe('all');
  expect(predicted(unreached, values, endpointArm(dead, 'tcp'))).toBe('all');
  expect(predicted(unreached, values, endpointArm(alive))).toBe('none');
});

describe('the best explanation', () => {
  const best = (pattern: Pattern, values: readonly number[]) => {
    const asks = drawn(pattern, values);
    const [first] = explain(asks, candidatesFor(asks));
    return [first?.patterns.map(({ id, addresses }) => [id, ...(addresses ?? [])].join(' ')), first?.misfits];
  };

  it('is the dead pod alone', () => {
    expect(best(byPacket, [1, 1, 1, 0.33])).toEqual([[`pods-fail ${dead}`], []]);
    expect(best(unreached, [1, 1, 3, 0.42])).toEqual([[`pods-unreached ${dead}`], []]);
  });
});
