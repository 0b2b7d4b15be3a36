/** Runs `fivesec check` in the pod of a world, and compares its verdicts with the truth. */

import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { AddressFamily } from '../../src/domain/server.ts';
import type { Truth } from './faults/fault.ts';
import type { Argv } from './ground/command.ts';
import { EXECUTABLE } from './order.ts';
import { standUpWorld, type World } from './world.ts';

/** A fault that begins midway needs sockets that are some seconds old. */
const MIDWAY_MS = 6000;

const Answer = z.object({
  verdicts: z.array(z.object({ cause: z.string(), confidence: z.number(), facts: z.array(z.string()) })),
});
export type CheckAnswer = z.infer<typeof Answer>;

export interface WorldCheck {
  readonly code: number;
  readonly tookMs: number;
  /** Undefined if the check printed no answer; `stderr` has the reason. */
  readonly said: CheckAnswer | undefined;
  /** The whole object as it was printed. */
  readonly output: string;
  readonly stderr: string;
  readonly truth: Truth;
}

/** Stands `world` up, runs the check with `more` flags, and takes the world down. Needs what a lab needs, and a build. */
export async function checkWorld(
  world: World,
  family: AddressFamily,
  more: readonly string[] = [],
): Promise<WorldCheck> {
  await using lab = await standUpWorld(world, family);
  const argv: Argv = [process.execPath, EXECUTABLE, 'check', '--json', '--explain', ...lab.flags, ...more];
  const startedMs = performance.now();
  const running = await lab.pod.spawn(argv);
  if (world.begins === 'midway') {
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
