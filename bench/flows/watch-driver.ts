/**
 * Runs the agent's watch over ten minutes of a simulated clock, which stops while the watch reads, in a process with the agent's heap. Prints
 * what it cost as JSON.   FILE ENTRIES
 */

import { systemClock } from '../../src/platform/clock.ts';
import { keepHeapSmall } from '../../src/platform/small-heap.ts';
import { type Held, heldLoop, idleLoop } from './held-loop.ts';
import { fileWatch } from './watch.ts';

export interface Watched {
  readonly reads: number;
  readonly skipped: number;
  /** CPU of one reading, in milliseconds. */
  readonly cpuMs: number;
  /** The part of one CPU, 0 to 1. */
  readonly share: number;
  readonly held: Held;
  /** For as long as the readings took, without one. */
  readonly idle: Held;
}

export const MOST_SHARE = 0.01;
const TEN_MINUTES_MS = 600_000;

if (import.meta.main) {
  keepHeapSmall();
  const [path = '', entries = ''] = process.argv.slice(2);
  console.log(JSON.stringify(await watch(path, Number(entries))));
}

async function watch(path: string, count: number): Promise<Watched> {
  let [waitedMs, reads, skipped, cpuMs] = [0, 0, 0, 0];
  const clock = { ...systemClock, now: () => systemClock.now() + waitedMs };
  const watcher = fileWatch({ path, count, cpuShare: MOST_SHARE }, clock, {
    taken(_, spentMs) {
      reads += 1;
      cpuMs += spentMs;
    },
    skipped: () => {
      skipped += 1;
    },
  });
  const [beganMs, measured] = [systemClock.now(), heldLoop()];
  for (; waitedMs < TEN_MINUTES_MS; waitedMs += 1000) await watcher.step();
  const held = measured();
  const idle = await idleLoop(systemClock.now() - beganMs);
  return { reads, skipped, cpuMs: cpuMs / reads, share: cpuMs / waitedMs, held, idle };
}
