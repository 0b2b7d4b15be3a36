/** Trials in labs that run side by side, and what such a run must state. */

import { cpus, release } from 'node:os';
import type { ScenarioName } from '../../test/lab/scenarios.ts';

/** The limit of the conntrack table applies to the whole machine, so every lab that runs at the same time would have the same fault. */
const ALONE: readonly ScenarioName[] = ['conntrack-full'];

/** Must no other lab run at the same time? */
export function runsAlone({ scenario }: { readonly scenario: ScenarioName }): boolean {
  return ALONE.includes(scenario);
}

/** Runs all plans, `sideBySide` at a time, and those that run alone at the end. `run` may add a plan to `rest` to repeat it. */
export async function runPlans<T extends { readonly scenario: ScenarioName }>(
  plans: readonly T[],
  sideBySide: number,
  run: (plan: T, rest: T[]) => Promise<void>,
): Promise<void> {
  const lane = async (rest: T[]) => {
    for (let plan = rest.shift(); plan !== undefined; plan = rest.shift()) await run(plan, rest);
  };
  const together = plans.filter((plan) => !runsAlone(plan));
  await Promise.all(Array.from({ length: sideBySide }, () => lane(together)));
  await lane(plans.filter(runsAlone));
}

/** The date, the machine, and how many labs ran side by side. */
export function labMachine(sideBySide: string): string {
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, Linux ${release()}, ${cpus().length} CPUs, Node ${process.version}, ${sideBySide} labs side by side`;
}
