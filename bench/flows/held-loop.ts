/** How long the event loop was held: the longest time by the clock, and the most CPU that its thread used in between. */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sleep, systemClock } from '../../src/platform/clock.ts';

const TICK_MS = 1;

export interface Held {
  /** Other programs on the machine included. */
  readonly ms: number;
  /** What this thread did itself, at most: the rest is the wait for a CPU, and for V8's other threads. */
  readonly cpuMs: number;
}

/** The machine without the measured work: the same process waits as long. */
export async function idleLoop(ms: number): Promise<Held> {
  const held = heldLoop();
  await sleep(systemClock, ms);
  return held();
}

/** Measures from now on; the result ends it. */
export function heldLoop(): () => Held {
  const delay = monitorEventLoopDelay({ resolution: TICK_MS });
  delay.enable();
  let [lastMs, mostMs] = [threadMillis(), 0];
  const tick = () => {
    const nowMs = threadMillis();
    mostMs = Math.max(mostMs, nowMs - lastMs);
    lastMs = nowMs;
  };
  const timer = setInterval(tick, TICK_MS);
  return () => {
    clearInterval(timer);
    delay.disable();
    return { ms: delay.max / 1e6 - TICK_MS, cpuMs: mostMs };
  };
}

function threadMillis(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
