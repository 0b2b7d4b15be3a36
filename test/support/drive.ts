/** Lets minutes of resolver time pass over real sockets in a moment of real time. */

import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { systemClock } from '../../src/platform/clock.ts';
import type { FakeClock } from './fake-clock.ts';

/** No resolver's interval is a fraction of this, so that each of its timers finds the wire at rest. */
const STEP_MS = 250;
/** A datagram to a loopback server and its answer take two turns, a TCP connection with its answer about six. */
const TURNS = 12;
const REST_MS = 2;

/** Moves `clock` on, step by step, whenever the sockets have nothing more to say, until `promise` has settled. */
export async function drive<T>(clock: FakeClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const stop = () => {
    settled = true;
  };
  promise.then(stop, stop);
  for (;;) {
    await wireAtRest();
    if (settled) return promise;
    await clock.advance(STEP_MS);
  }
}

async function wireAtRest(): Promise<void> {
  const sinceMs = systemClock.now();
  for (let turn = 0; turn < TURNS || systemClock.now() - sinceMs < REST_MS; turn += 1) await turnOfTheLoop();
}
