/** Checks that the machine is the same before and after all tests of a project. */

import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { sweep } from './ground/sweep.ts';
import { whyNotHere } from './needs.ts';
import { lookAround, type Surroundings } from './residue.ts';

const LOOKS = 4;
const BETWEEN_LOOKS_MS = 1000;

/** Returns a function that compares at the end. If this machine can make no lab, there is nothing to compare. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (whyNotHere() !== undefined) return undefined;
  // Otherwise the first lab would remove what earlier labs left, and that would count as a change.
  await sweep();
  const before = await lookAround();
  return async () => {
    const changed = await lastingDifferences(before);
    if (changed.length === 0) return;
    // vitest prints what is thrown here, but by itself would end with 0.
    process.exitCode = 1;
    throw new Error(`the tests left this machine changed:\n${changed.join('\n')}`);
  };
}

/** A lab that another process is just making may look like a change. What a lab really left is still there at the second comparison. */
async function lastingDifferences(before: Surroundings): Promise<readonly string[]> {
  for (let look = 1; ; look++) {
    const changed = differences(before, await lookAround());
    if (changed.length === 0 || look === LOOKS) return changed;
    await pause(BETWEEN_LOOKS_MS);
  }
}

/** A line for each part that differs. */
function differences(before: Surroundings, after: Surroundings): readonly string[] {
  const then = new Map<string, unknown>(Object.entries(before));
  return Object.entries(after)
    .filter(([part, now]) => !isDeepStrictEqual(now, then.get(part)))
    .map(([part, now]) => `${part}: ${JSON.stringify(then.get(part))} became ${JSON.stringify(now)}`);
}
