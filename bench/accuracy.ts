/**
 * `npm run bench -- accuracy [--runs N] [--scenario X]... [--family 4|6] [--percent N]... [--side-by-side N] [--keep] [--two]`:
 * runs `fivesec check` in every scenario of the lab and writes docs/accuracy.md. Needs root, and a build.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { accuracyPage } from '../scripts/pages/accuracy.ts';
import { SCENARIO_NAMES, type ScenarioName, scenarioOf } from '../test/lab/scenarios.ts';
import { calmly } from './accuracy/calm.ts';
import { grade } from './accuracy/grade.ts';
import { type Kept, measuredOf } from './accuracy/measured.ts';
import { runTrial, type TrialPlan } from './accuracy/trial.ts';
import { chosen, given } from './support/arguments.ts';
import { labMachine, runPlans, runsAlone } from './support/lanes.ts';
import { StoredTrials } from './support/stored-trials.ts';

const PAGE = new URL('../docs/accuracy.md', import.meta.url);
/** Strengths for the runs after the first one, in percent. */
const OTHER_STRENGTHS: { readonly [scenario in ScenarioName]?: readonly number[] } = {
  'packet-loss': [30, 3, 50, 1],
  background: [30, 5, 50, 2],
  'snat-race': [30, 2, 50, 1],
  'dnat-race-legacy': [10, 50, 2, 1],
  'conntrack-full': [80, 30, 20, 10],
  'aaaa-broken': [50, 20],
  'aaaa-servfail': [50, 20],
  'server-error': [50, 10, 2, 1],
};

const WEAK_PERCENT = 5;
const SECONDS_TIMES_PERCENT = 120;

/**
 * Two faults at the same time, for `--two`. `dnat-race-legacy` with `upstream-slow` can't be: its DNS pods are scripted and
 * ask no upstream, so the second fault never acts.
 */
const TWO_FAULTS: readonly (readonly [ScenarioName, ScenarioName])[] = [
  ['dnat-race-legacy', 'endpoint-down'],
  ['tcp-blocked', 'upstream-slow'],
  ['dnat-race-legacy', 'tcp-blocked'],
  ['packet-loss', 'node-local-down'],
  ['endpoint-down', 'upstream-slow'],
];

const { values } = given({
  options: {
    runs: { type: 'string', default: '1' },
    scenario: { type: 'string', multiple: true, default: [] },
    family: { type: 'string', multiple: true, default: ['4', '6'] },
    percent: { type: 'string', multiple: true, default: [] },
    'side-by-side': { type: 'string', default: '2' },
    keep: { type: 'boolean', default: false },
    two: { type: 'boolean', default: false },
  },
});

const machine = labMachine(values['side-by-side']);
const stored = new StoredTrials<Kept>('accuracy', values.keep);
await runPlans(planned(), Number(values['side-by-side']), tryOut);
writeFileSync(PAGE, accuracyPage(measuredOf(stored.trials, machine)));

/**
 * A weak race needs more pairs than a check sends in its default 20 s: `race` is one arm of many, and a few of its pairs
 * must be lost before chance is excluded.
 */
function secondsFor(scenario: ScenarioName, percent: number | undefined): number | undefined {
  const isWeakRace = scenario === 'dnat-race-legacy' && percent !== undefined && percent < WEAK_PERCENT;
  return isWeakRace ? SECONDS_TIMES_PERCENT / percent : undefined;
}

/** Every scenario, family and strength, `runs` times. */
function planned(): TrialPlan[] {
  if (values.two) return plannedPairs();
  const names = chosen(values.scenario, SCENARIO_NAMES);
  const plan: TrialPlan[] = [];
  for (let run = 0; run < Number(values.runs); run += 1) {
    for (const scenario of names) {
      for (const percent of strengths(scenario, run)) {
        const seconds = secondsFor(scenario, percent);
        for (const family of values.family) {
          plan.push({ scenario, family: family === '6' ? 6 : 4, percent, ...(seconds && { seconds }) });
        }
      }
    }
  }
  return plan;
}

function plannedPairs(): TrialPlan[] {
  return Array.from({ length: Number(values.runs) }).flatMap(() =>
    TWO_FAULTS.flatMap(([scenario, second]) =>
      values.family.map((family) => {
        const { percent } = scenarioOf(scenario);
        return { scenario, second, family: family === '6' ? (6 as const) : (4 as const), percent };
      }),
    ),
  );
}

/** The strengths of `--percent`. Without it another strength in each run, beginning with the scenario's own. */
function strengths(scenario: ScenarioName, run: number): readonly (number | undefined)[] {
  const { percent } = scenarioOf(scenario);
  if (percent === undefined) return [undefined];
  if (values.percent.length > 0) return values.percent.map(Number);
  const others = OTHER_STRENGTHS[scenario] ?? [];
  return [[percent, ...others][run % (1 + others.length)]];
}

async function tryOut(plan: TrialPlan): Promise<void> {
  const label = `${plan.scenario}${plan.second === undefined ? '' : ` + ${plan.second}`} IPv${plan.family}${plan.percent === undefined ? '' : ` ${plan.percent} %`}`;
  try {
    const { calm, result } = await calmly(() => runTrial(plan));
    const { output, stderr, ...kept } = result;
    if (!calm && !runsAlone(plan)) {
      console.log(`again  ${label}: another lab lowered the limit of conntrack meanwhile`);
      return await tryOut(plan);
    }
    stored.add(kept);
    const graded = grade(kept);
    const verdicts = kept.said?.verdicts.map(
      ({ cause, confidence }) => `${cause} ${confidence.toFixed(2)}`,
    ) ?? [stderr];
    console.log(
      `${graded.grade.padEnd(6)} ${label}: ${verdicts.join(', ') || 'nothing'} (exit ${kept.code}, ${Math.round(kept.tookMs / 1000)} s)`,
    );
    writeFileSync(PAGE, accuracyPage(measuredOf(stored.trials, machine)));
    if (graded.grade !== 'right') {
      const name = `${plan.scenario}-${plan.family}-${plan.percent ?? 'x'}-${stored.trials.length}.json`;
      writeFileSync(join(stored.folder, name), JSON.stringify({ ...kept, output, stderr }, null, 1));
    }
  } catch (error) {
    console.log(`failed ${label}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
