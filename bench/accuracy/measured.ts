/** What docs/accuracy.md states about the trials: the cells of its tables that are measured, not derived from the scenarios. */

import { interval, type Measured } from '../../scripts/pages/accuracy.ts';
import { SCENARIO_NAMES, type ScenarioName } from '../../test/lab/scenarios.ts';
import { tallied } from '../support/rows.ts';
import { type Grade, grade } from './grade.ts';
import type { Trial } from './trial.ts';

export type Kept = Omit<Trial, 'output' | 'stderr'>;
type GradedTrial = Kept & ReturnType<typeof grade>;
type Cells = readonly string[];

/** How long a check takes by default. */
const USUAL_SECONDS = 20;

export function measuredOf(trials: readonly Kept[], machine: string): Measured {
  const all = trials.map((trial) => ({ ...trial, ...grade(trial) }));
  const single = all.filter(({ second }) => second === undefined);
  return {
    scenarios: scenariosOf(single),
    strengths: strengthRows(single),
    twoFaults: twoFaultRows(all.filter(({ second }) => second !== undefined)),
    machine,
  };
}

function scenariosOf(graded: readonly GradedTrial[]): ReadonlyMap<string, Cells> {
  const measured = SCENARIO_NAMES.flatMap((name): (readonly [string, Cells])[] => {
    const own = graded.filter(({ scenario }) => scenario === name);
    if (own.length === 0) return [];
    const windows = own.map(({ said }) => said?.node.raceWindow ?? 'no answer');
    return [[name, [families(own), ...results(own), tallied(windows), longest(own)]]];
  });
  return new Map(measured);
}

/** Faults that have a strength, each strength by itself, with the number of pairs that a run sent. */
function strengthRows(graded: readonly GradedTrial[]): readonly Cells[] {
  return SCENARIO_NAMES.flatMap((name) =>
    strengthsOf(name, graded).map((strength) => {
      const own = graded.filter(({ scenario, percent }) => scenario === name && percent === strength);
      const seconds = Math.max(...own.map((trial) => trial.seconds ?? USUAL_SECONDS));
      return [name, `${strength} %`, `${seconds} s`, pairs(own), ...results(own)];
    }),
  );
}

function strengthsOf(name: ScenarioName, graded: readonly GradedTrial[]): number[] {
  const own = graded.flatMap(({ scenario, percent }) =>
    scenario === name && percent !== undefined ? [percent] : [],
  );
  return [...new Set(own)].sort((one, other) => one - other);
}

function twoFaultRows(graded: readonly GradedTrial[]): readonly Cells[] {
  const names = [...new Set(graded.map(({ scenario, second }) => `${scenario} + ${second}`))];
  return names.map((name) => {
    const own = graded.filter(({ scenario, second }) => `${scenario} + ${second}` === name);
    return [name, families(own), pairs(own), ...results(own)];
  });
}

function results(own: readonly GradedTrial[]): string[] {
  const right = count(own, 'right');
  return [
    `${right} of ${own.length}`,
    interval(right, own.length),
    String(count(own, 'unsure')),
    String(count(own, 'wrong') + count(own, 'broken')),
    tallied(own.map(({ first }) => first)),
  ];
}

function count(some: readonly { grade: Grade }[], one: Grade): number {
  return some.filter((trial) => trial.grade === one).length;
}

function pairs(own: readonly Kept[]): string {
  const sums = own.map(({ said }) => said?.strategies.reduce((sum, row) => sum + row.pairs, 0) ?? 0);
  return `${Math.min(...sums)} to ${Math.max(...sums)}`;
}

function longest(own: readonly Kept[]): string {
  return `${Math.round(Math.max(...own.map(({ tookMs }) => tookMs)) / 1000)} s`;
}

function families(trials: readonly Kept[]): string {
  return [4, 6].filter((one) => trials.some(({ family }) => family === one)).join(', ');
}
