/** A clock on which time passes `pace` times as fast as on the system's: timers and dates follow. A pace of 1 is the system's clock. */

import { type Clock, systemClock } from '../../../src/platform/clock.ts';

export function pacedClock(pace: number): Clock {
  const [monotonicMs, wallMs] = [systemClock.now(), systemClock.wall()];
  const passedMs = () => (systemClock.now() - monotonicMs) * pace;
  return {
    now: () => monotonicMs + passedMs(),
    wall: () => wallMs + passedMs(),
    after: (ms, fn) => systemClock.after(ms / pace, fn),
    every: (ms, fn) => systemClock.every(ms / pace, fn),
  };
}
