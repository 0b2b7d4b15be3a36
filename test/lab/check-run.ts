/** Runs `fivesec check --json` in the pod of a lab, and reads what it answers. */

import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { EXECUTABLE } from '../support/machine/executable.ts';
import type { Truth } from './faults/fault.ts';
import type { Lab } from './lab.ts';

/** A fault that begins midway needs sockets that are some seconds old. */
const MIDWAY_MS = 6_000;

/** The parts of the answer that are graded. */
const Answer = z.object({
  verdicts: z.array(z.object({ cause: z.string(), confidence: z.number(), facts: z.array(z.string()) })),
  strategies: z.array(z.object({ strategy: z.string(), pairs: z.number(), lost: z.number() })),
  node: z.object({ raceWindow: z.string() }),
  run: z.object({ durationMs: z.number() }),
});
export type CheckAnswer = z.infer<typeof Answer>;

export interface CheckRun {
  readonly code: number;
  readonly tookMs: number;
  /** Undefined if the check printed no answer; `stderr` has the reason. */
  readonly said: CheckAnswer | undefined;
  /** The whole object as it was printed, evidence included. */
  readonly output: string;
  readonly stderr: string;
  readonly truth: Truth;
}

/** A lab whose fault `begin` starts. */
type FaultyLab = Pick<Lab, 'pod' | 'truth'> & { begin(): Promise<void> };

/** `midway`: the fault begins some seconds after the check. Needs a build. */
export async function runCheckIn(
  lab: FaultyLab,
  flags: readonly string[],
  begins: 'whole' | 'midway',
): Promise<CheckRun> {
  const startedMs = performance.now();
  const running = await lab.pod.spawn([
    process.execPath,
    EXECUTABLE,
    'check',
    '--json',
    '--explain',
    ...flags,
  ]);
  if (begins === 'midway') {
    await Promise.race([running.finished, pause(MIDWAY_MS, undefined, { ref: false })]);
    await lab.begin();
  }
  const { code, stdout, stderr } = await running.finished;
  const tookMs = Math.round(performance.now() - startedMs);
  return { code, tookMs, said: understood(stdout), output: stdout, stderr, truth: await lab.truth() };
}

function understood(text: string): CheckAnswer | undefined {
  try {
    return Answer.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
