import { describe, expect, it } from 'vitest';
import { type Kept, measuredOf } from '../../../bench/accuracy/measured.ts';
import { accuracyPage, measuredIn } from '../../../scripts/pages/accuracy.ts';
import { SCENARIO_NAMES, scenarioOf } from '../../lab/scenarios.ts';

const said = (cause: string, confidence: number): NonNullable<Kept['said']> => ({
  verdicts: [{ cause, confidence, facts: [] }],
  strategies: [{ strategy: 'pair', pairs: 40, lost: 4 }],
  node: { raceWindow: 'repaired' },
  run: { durationMs: 20_000 },
});
const trial = (more: Partial<Kept>): Kept => ({
  scenario: 'packet-loss',
  family: 4,
  percent: 10,
  code: 1,
  tookMs: 21_400,
  said: said('packet-loss', 0.95),
  truth: { 'loss.dropped': 9 },
  ...more,
});
const TRIALS = [
  trial({}),
  trial({ family: 6, said: said('server-slow', 0.8) }),
  trial({ percent: 30, said: said('packet-loss', 0.5), tookMs: 28_000 }),
  trial({ second: 'node-local-down', said: said('node-local-down', 0.95) }),
];
const MEASURED = measuredOf(TRIALS, 'Linux 6.18, 2 CPUs');
const rowOf = (page: string, name: string) => page.split('\n').find((line) => line.startsWith(`| ${name} |`));

describe('docs/accuracy.md', () => {
  it('counts the trials of a scenario, and says what came first', () => {
    const { story } = scenarioOf('packet-loss');
    expect(rowOf(accuracyPage(MEASURED), 'packet-loss')).toBe(
      `| packet-loss | packet-loss | 4, 6 | 2 of 3 | 21 to 94 % | 0 | 1 | packet-loss 2, server-slow 1 | repaired 3 | 28 s | ${story} |`,
    );
    expect(accuracyPage(MEASURED)).toContain('Right: 2 of 3 (95 % interval 21 to 94 %). Wrong: 1 of 3');
  });

  it('has a row for every scenario, also for one that was not measured', () => {
    const page = accuracyPage(MEASURED);
    expect(SCENARIO_NAMES.filter((name) => rowOf(page, name) === undefined)).toEqual([]);
    expect(rowOf(page, 'healthy')).toMatch(/^\| healthy \| no alarm \| not measured yet \| /);
  });

  it('is made again from what it says itself, so that a scenario or a sentence can change without new trials', () => {
    expect(measuredIn(accuracyPage(MEASURED))).toEqual(MEASURED);
    expect(measuredIn(accuracyPage(measuredOf([], 'x')))).toEqual(measuredOf([], 'x'));
  });
});
