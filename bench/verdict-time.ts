/**
 * `npm run bench -- verdict-time [--runs N] [--scenario X]... [--side-by-side N] [--healthy SECONDS]... [--keep]`:
 * how long after the first stall the agent's metrics name the right cause, at its default rates. Writes docs/verdict-time.md. Needs root, and a build.
 */

import { writeFileSync } from 'node:fs';

import { isScenarioName, type ScenarioName, scenarioOf } from '../test/lab/scenarios.ts';
import { calmly } from './accuracy/calm.ts';
import { chosen, given } from './support/arguments.ts';
import { labMachine, runPlans, runsAlone } from './support/lanes.ts';
import { StoredTrials } from './support/stored-trials.ts';
import { verdictTimePage } from './verdict-time/page.ts';
import { timeVerdict, type VerdictPlan, type VerdictTime } from './verdict-time/trial.ts';

const PAGE = new URL('../docs/verdict-time.md', import.meta.url);
/** The faults that stall lookups, with losses of 20 % or more. */
const STRENGTHS: { readonly [scenario in ScenarioName]?: readonly number[] } = {
  'dnat-race-legacy': [20, 30, 50],
  'packet-loss': [20, 30, 50],
  'snat-race': [20, 30, 50],
  background: [20, 30, 50],
  'endpoint-down': [],
  'vip-unreachable': [],
  'no-endpoints': [],
  'udp-blocked': [],
  'aaaa-broken': [],
  'upstream-slow': [],
  'clash-expired': [],
  'conntrack-full': [50, 80],
};

const { values } = given({
  options: {
    runs: { type: 'string', default: '3' },
    scenario: { type: 'string', multiple: true, default: [] },
    'side-by-side': { type: 'string', default: '8' },
    healthy: { type: 'string', multiple: true, default: ['360', '15'] },
    keep: { type: 'boolean', default: false },
  },
});

const machine = labMachine(values['side-by-side']);
const stored = new StoredTrials<VerdictTime>('verdict-time', values.keep);
await runPlans(planned(), Number(values['side-by-side']), measure);
writeFileSync(PAGE, verdictTimePage(stored.trials, machine));

/** Every scenario at each strength, `runs` times, over both families in turn. */
function planned(): VerdictPlan[] {
  const names = Object.keys(STRENGTHS).filter(isScenarioName);
  return Array.from({ length: Number(values.runs) }).flatMap((_, run) =>
    chosen(values.scenario, names).flatMap((scenario) => {
      const { percent } = scenarioOf(scenario);
      const strengths = STRENGTHS[scenario]?.length ? STRENGTHS[scenario] : [percent];
      return strengths.flatMap((strength) =>
        values.healthy.map((seconds) => ({
          scenario,
          family: run % 2 === 0 ? (4 as const) : (6 as const),
          percent: strength,
          healthyMs: Number(seconds) * 1000,
        })),
      );
    }),
  );
}

async function measure(plan: VerdictPlan, rest: VerdictPlan[]): Promise<void> {
  const { calm, result: time } = await calmly(() => timeVerdict(plan));
  if (!calm && !runsAlone(plan)) {
    // Another lab on the machine changed the limit, which is a second fault.
    rest.push(plan);
    return;
  }
  stored.add(time);
  const { scenario, family, percent, seconds, stallAfterSeconds, untrue } = time;
  console.log(
    `${scenario} IPv${family} ${percent ?? ''}: first stall after ${stallAfterSeconds?.toFixed(0)} s, named ${seconds?.toFixed(0) ?? 'never'} s later${untrue.length > 0 ? `; untrue: ${untrue.join()}` : ''}`,
  );
  writeFileSync(PAGE, verdictTimePage(stored.trials, machine));
}
