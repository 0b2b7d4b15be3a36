/** One trial: it builds a scenario of the lab, runs `fivesec check` in its pod, and compares the result with the truth. */

import type { AddressFamily } from '../../src/domain/server.ts';
import { type CheckRun, runCheckIn } from '../../test/lab/check-run.ts';
import { agentFlags, standUpScenario } from '../../test/lab/scenario-lab.ts';
import { type ScenarioName, scenarioOf } from '../../test/lab/scenarios.ts';

export interface TrialPlan {
  readonly scenario: ScenarioName;
  readonly family: AddressFamily;
  /** Strength of the fault, 0 to 100; undefined where it has none. */
  readonly percent: number | undefined;
  /** A second fault at the same time, at its own usual strength. */
  readonly second?: ScenarioName;
  /** The duration of the check, if its default is too short for an answer. */
  readonly seconds?: number;
}

export interface Trial extends TrialPlan, CheckRun {}

export async function runTrial(plan: TrialPlan): Promise<Trial> {
  const { scenario, family, percent, second, seconds } = plan;
  const other = second === undefined ? undefined : scenarioOf(second);
  await using lab = await standUpScenario(scenario, {
    family,
    ...(percent !== undefined && { percent }),
    ...(other && { topology: { ...scenarioOf(scenario).topology, ...other.topology } }),
  });
  for (const fault of other?.faults(other.percent ?? 100) ?? []) await lab.inject(fault);
  const flags = [
    ...(seconds === undefined ? [] : ['--duration', `${seconds}s`]),
    ...agentFlags(lab),
    ...(other?.name === undefined ? [] : ['--name', other.name]),
  ];
  return { ...plan, ...(await runCheckIn(lab, flags, lab.scenario.begins)) };
}
