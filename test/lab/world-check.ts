/** Runs `fivesec check` in the pod of a world, and compares its verdicts with the truth. */

import type { AddressFamily } from '../../src/domain/server.ts';
import { type CheckRun, runCheckIn } from './check-run.ts';
import { standUpWorld, type World } from './world.ts';

/** Stands `world` up, runs the check with `more` flags, and takes the world down. Needs what a lab needs, and a build. */
export async function checkWorld(
  world: World,
  family: AddressFamily,
  more: readonly string[] = [],
): Promise<CheckRun> {
  await using lab = await standUpWorld(world, family);
  return await runCheckIn(lab, [...lab.flags, ...more], world.begins);
}
