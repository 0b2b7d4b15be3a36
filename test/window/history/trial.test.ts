import { expect, it } from 'vitest';
import { countsOf } from '../../../src/window/history/trial.ts';

it('countsOf counts the trials of each arm by itself, and those that were troubled', () => {
  const trial = (arm: string, troubled: boolean) => ({ atMs: 0, arm, troubled });
  const trials = [trial('pair', true), trial('tcp', false), trial('pair', false), trial('pair', true)];
  expect([...countsOf(trials)]).toEqual([
    ['pair', { seen: 2, all: 3 }],
    ['tcp', { seen: 0, all: 1 }],
  ]);
});
