/** Runs code on a clock on which this process is never late, so that a busy machine can't change what is measured. */

import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../../src/platform/clock.ts';
import { FakeClock } from './fake-clock.ts';

/** Each step takes the system a millisecond, too, if it has nothing else to do. */
const STEP_MS = 1;

/**
 * Returns what `run` resolves to. Its clock moves by one millisecond at a time. Before each step, and before each timer, everything that
 * has arrived in a socket is read. While the machine pauses this process, the clock stands still: no timer is late, and no answer.
 */
export async function inSteps<T>(run: (clock: Clock) => Promise<T>): Promise<T> {
  const clock = new FakeClock();
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  const running = run(clock);
  running.then(end, end);
  while (!isOver) {
    await pause(STEP_MS);
    await clock.advance(STEP_MS);
  }
  return running;
}
