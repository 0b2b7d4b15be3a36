/** For tests of exact times on the wire, which only a pause of the machine may disturb. */

import { systemClock } from '../../../src/platform/clock.ts';
import { LagMeter } from '../../../src/platform/lag.ts';

/** No timeout of a test's lookups or pairs is shorter: musl's of a second, in two tries. */
const WORTH_MS = 300;
const TRIES = 3;

/**
 * Runs `measure`, which asserts. If it fails, and this process itself was paused for `WORTH_MS` or more meanwhile, it runs again,
 * twice at most. Without such a pause the failure counts.
 */
export async function unlessHeldUp(measure: () => Promise<void>): Promise<void> {
  const lag = new LagMeter(systemClock, WORTH_MS);
  const stop = lag.start();
  try {
    for (let left = TRIES; ; left -= 1) {
      const sinceMs = systemClock.now();
      try {
        return await measure();
      } catch (error) {
        const heldUpMs = lag.longestSince(sinceMs);
        if (left <= 1 || heldUpMs < WORTH_MS) throw error;
        console.log(
          `measured anew, for the machine stood still for ${Math.round(heldUpMs)} ms: ${String(error)}`,
        );
      }
    }
  } finally {
    stop();
  }
}
