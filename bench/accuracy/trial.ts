/** One trial: it builds a scenario of the lab, runs `fivesec check` in its pod, and compares the result with the truth. */

import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { AddressFamily } from '../../src/domain/server.ts';
import type { Truth } from '../../test/lab/faults/fault.ts';
import type { Argv } from '../../test/lab/ground/command.ts';
import { agentFlags, standUpScenario } from '../../test/lab/scenario-lab.ts';
import { type ScenarioName, scenarioOf } from '../../test/lab/scenarios.ts';

const EXECUTABLE = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** A fault that begins midway needs sockets that are some seconds old. */
const MIDWAY_MS = 6_000;

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

const answer = z.object({
  verdicts: z.array(z.object({ cause: z.string(), confidence: z.number(), facts: z.array(z.string()) })),
  strategies: z.array(z.object({ strategy: z.string(), pairs: z.number(), lost: z.number() })),
  node: z.object({ raceWindow: z.string() }),
  run: z.object({ durationMs: z.number() }),
});
export type CheckAnswer = z.infer<typeof answer>;

export interface Trial extends TrialPlan {
  readonly code: number;
  readonly tookMs: number;
  /** Undefined if the check printed no answer; `stderr` has the reason. */
  readonly said: CheckAnswer | undefined;
  /** The printed object, evidence included. */
  readonly output: string;
  readonly stderr: string;
  readonly truth: Truth;
}

export async function runTrial(plan: TrialPlan): Promise<Trial> {
  const { scenario, family, percent, second, seconds } = plan;
  const other = second === undefined ? undefined : scenarioOf(second);
  await using lab = await standUpScenario(scenario, {
    family,
    ...(percent !== undefined && { percent }),
    ...(other && { topology: { ...scenarioOf(scenario).topology, ...other.topology } }),
  });
  for (const fault of other?.faults(other.percent ?? 100) ?? []) await lab.inject(fault);
  const argv: Argv = [
    process.execPath,
    EXECUTABLE,
    'check',
    '--json',
    '--explain',
    ...(seconds === undefined ? [] : ['--duration', `${seconds}s`]),
    ...agentFlags(lab),
    ...(other?.name === undefined ? [] : ['--name', other.name]),
  ];
  const startedMs = performance.now();
  const running = await lab.pod.spawn(argv);
  if (lab.scenario.begins === 'midway') {
    await Promise.race([running.finished, new Promise((resolve) => setTimeout(resolve, MIDWAY_MS))]);
    await lab.begin();
  }
  const { code, stdout, stderr } = await running.finished;
  const tookMs = Math.round(performance.now() - startedMs);
  return {
    ...plan,
    code,
    tookMs,
    said: understood(stdout),
    output: stdout,
    stderr,
    truth: await lab.truth(),
  };
}

function understood(text: string): CheckAnswer | undefined {
  try {
    return answer.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
