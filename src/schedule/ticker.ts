/** Ticks: one in each interval, at a random moment of it. Full jitter prevents a thousand nodes from asking in step. */

import { type Clock, sleep } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';

/**
 * Calls `tick` once in every `intervalMs` until `signal` is aborted, with the time at which it was due (monotonic). Never waits for what `tick` starts, and never
 * catches up: intervals that passed while the process was stopped are skipped.
 */
export async function tickEvery(
  intervalMs: number,
  tick: (dueMs: number) => void,
  ports: { readonly clock: Clock; readonly random: Random; readonly signal: AbortSignal },
): Promise<void> {
  const { clock, random, signal } = ports;
  let intervalStartsMs = clock.now();
  while (!signal.aborted) {
    const tickMs = intervalStartsMs + random.next() * intervalMs;
    if (!(await sleep(clock, Math.max(0, tickMs - clock.now()), signal))) return;
    tick(tickMs);
    const passed = Math.max(1, Math.ceil((clock.now() - intervalStartsMs) / intervalMs));
    intervalStartsMs += passed * intervalMs;
  }
}
