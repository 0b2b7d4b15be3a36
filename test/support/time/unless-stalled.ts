/** Repeats a measurement of exact times if this process was paused meanwhile, and only then: docs/decisions/026-a-measurement-that-was-paused-is-repeated.md. */

import { systemClock } from '../../../src/platform/clock.ts';
import { LagMeter } from '../../../src/platform/lag.ts';

/** A shorter pause can't cause a timeout: the shortest one that a test uses is musl's of a second, in two tries. */
const STALL_MS = 300;
const TRIES = 3;

/**
 * Runs `measure`, which asserts. If it fails, and the event loop of this process was paused for `STALL_MS` or more meanwhile, it
 * runs again, twice at most. Without such a pause the failure counts.
 */
export async function unlessStalled(measure: () => Promise<void>): Promise<void> {
  const lag = new LagMeter(systemClock, STALL_MS);
  const stop = lag.start();
  try {
    for (let left = TRIES; ; left -= 1) {
      const sinceMs = systemClock.now();
      try {
        return await measure();
      } catch (error) {
        const pausedMs = lag.longestSince(sinceMs);
        if (left <= 1 || pausedMs < STALL_MS) throw error;
        console.log(
          `repeated, because this process was paused for ${Math.round(pausedMs)} ms: ${String(error)}`,
        );
      }
    }
  } finally {
    stop();
  }
}
