import { expect, it } from 'vitest';
import { held } from '../../../src/agent/pages/held.ts';

it('computes a value when it is asked for, and not again before its time is over', () => {
  let [nowMs, computed] = [0, 0];
  const value = held({ now: () => nowMs }, 1_000, () => {
    computed += 1;
    return computed;
  });
  expect(computed).toBe(0);
  expect([value(), value()]).toEqual([1, 1]);
  nowMs = 999;
  expect(value()).toBe(1);
  nowMs = 1_000;
  expect(value()).toBe(2);
});
