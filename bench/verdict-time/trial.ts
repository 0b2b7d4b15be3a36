/** One trial: the agent at its defaults in a healthy pod, then a fault; when does it stall, and when is its cause in the metrics? */

import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { SLOW_LOOKUP_MS } from '../../src/domain/lookup.ts';
import type { AddressFamily } from '../../src/domain/server.ts';
import { nodeArgv } from '../../test/lab/dns/program.ts';
import type { Running } from '../../test/lab/ground/command.ts';
import type { Lab } from '../../test/lab/lab.ts';
import { agentFlags, type ScenarioLab, standUpScenario } from '../../test/lab/scenario-lab.ts';
import { type ScenarioName, scenarioOf } from '../../test/lab/scenarios.ts';
import { EXECUTABLE } from '../../test/support/machine/executable.ts';

/** Above this a verdict is a claim. */
const SURE = 0.5;
const PATIENCE_MS = 240_000;
const GLANCE_MS = 1_000;
const LONGEST_STALL_MS = 15_000;
const HARMLESS = ['clash-repaired', 'agent-starved', 'not-enough-evidence'];

export interface VerdictPlan {
  readonly scenario: ScenarioName;
  readonly family: AddressFamily;
  readonly percent: number | undefined;
  /** How long the agent runs before the fault begins, milliseconds. */
  readonly healthyMs: number;
}

export interface VerdictTime extends VerdictPlan {
  /** From the start of the first lookup that stalled or failed until the metrics name the right cause; undefined if they never did. */
  readonly seconds: number | undefined;
  /** From the moment when the fault began until that first stall began. */
  readonly stallAfterSeconds: number | undefined;
  /** Untrue causes that were claimed at any time. */
  readonly untrue: readonly string[];
}

const said = z.object({
  at: z.number(),
  verdicts: z.array(z.object({ cause: z.string(), confidence: z.number() })),
});
type Said = z.infer<typeof said>;

const recent = z.object({
  notable: z.array(
    z.object({
      kind: z.string(),
      outcome: z.object({ startedAt: z.number(), durationMs: z.number(), result: z.string().optional() }),
    }),
  ),
});

export async function timeVerdict(plan: VerdictPlan): Promise<VerdictTime> {
  const { scenario, family, percent, healthyMs } = plan;
  const { cause, alsoTrue = [] } = scenarioOf(scenario);
  const truths: readonly string[] = [...(cause === undefined ? [] : [cause]), ...alsoTrue];
  const options = { family, healthyFirst: true, ...(percent !== undefined && { percent }) };
  await using lab = await standUpScenario(scenario, options);
  const agent = await startAgentFor(lab);
  const watch = await lab.pod.spawn(nodeArgv(new URL('watch.ts', import.meta.url)));
  const heard = () =>
    watch
      .stdout()
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => said.parse(JSON.parse(line)));
  const ended = agent.finished.then(({ stderr }) => Promise.reject(new Error(`the agent ended: ${stderr}`)));
  ended.catch(() => undefined);
  await Promise.race([pause(healthyMs), ended]);
  await lab.begin();
  const begunAt = Date.now();
  const since = () => heard().filter(({ at }) => at >= begunAt);
  while (Date.now() - begunAt < PATIENCE_MS && !since().some((one) => isRight(one, truths)))
    await pause(GLANCE_MS);
  const right = since().find((one) => isRight(one, truths));
  const stall = await stallOf(lab, begunAt);
  const untrue = heard().flatMap(({ verdicts }) =>
    verdicts.filter(
      ({ cause: named, confidence }) => confidence > SURE && ![...truths, ...HARMLESS].includes(named),
    ),
  );
  return {
    ...plan,
    // If the control arms showed the cause before anything stalled, the time is 0.
    seconds: right && Math.max(0, (right.at - (stall ?? right.at)) / 1000),
    stallAfterSeconds: stall === undefined ? undefined : (stall - begunAt) / 1000,
    untrue: [...new Set(untrue.map(({ cause: named }) => named))],
  };
}

/** At its defaults, except for the journal: it must still contain the first stall of the trial. */
async function startAgentFor(lab: ScenarioLab): Promise<Running> {
  const flags = [...agentFlags(lab), '--journal-size', '1000', '--log-level', 'error'];
  return lab.pod.spawn([process.execPath, EXECUTABLE, 'agent', ...flags]);
}

/** Is the claim with the highest confidence true, and above `SURE`? */
function isRight({ verdicts }: Said, truths: readonly string[]): boolean {
  const claims = verdicts.filter(({ cause }) => truths.includes(cause) || !HARMLESS.includes(cause));
  const [surest] = claims.toSorted((one, other) => other.confidence - one.confidence);
  return surest !== undefined && surest.confidence > SURE && truths.includes(surest.cause);
}

const FETCH = `fetch('http://127.0.0.1:9353/api/recent').then((answer) => answer.text()).then((text) => process.stdout.write(text))`;

/** The start of the first stall, by the wall clock in milliseconds. Waits for the end of a lookup that is under way. */
async function stallOf(lab: Lab, begunAt: number): Promise<number | undefined> {
  for (let waited = 0; waited < LONGEST_STALL_MS; waited += GLANCE_MS) {
    const stall = await firstStall(lab, begunAt);
    if (stall !== undefined) return stall;
    await pause(GLANCE_MS);
  }
  return undefined;
}

async function firstStall(lab: Lab, begunAt: number): Promise<number | undefined> {
  const { notable } = recent.parse(JSON.parse(await lab.pod.run([process.execPath, '-e', FETCH])));
  const stalls = notable
    .filter(({ kind, outcome: { durationMs, result } }) => {
      const failed = result !== 'ok' && result !== 'not-found';
      return kind === 'lookup' && (durationMs >= SLOW_LOOKUP_MS || failed);
    })
    .map(({ outcome }) => outcome.startedAt)
    // The fault also affects a lookup that was under way when it began.
    .filter((startedAt) => startedAt > begunAt - SLOW_LOOKUP_MS);
  return stalls.length === 0 ? undefined : Math.min(...stalls);
}
