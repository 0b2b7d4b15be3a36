/** Lets minutes of resolver time pass over real sockets and files in a moment of real time. */

import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { systemClock } from '../../../src/platform/clock.ts';
import type { FakeClock } from '../time/fake-clock.ts';

/** No resolver's interval is a fraction of this, so that each of its timers finds the wire at rest. */
const STEP_MS = 250;
/** A datagram to a loopback server and its answer take two turns, a TCP connection with its answer about six. */
const TURNS = 12;
const REST_MS = 2;
/** Node's name for a file request under way. */
const OF_FILES = ['FSReqPromise', 'CloseReq'];

/**
 * Moves `clock` on, step by step, whenever no socket or file request is pending, until `promise` has settled.
 * An answer may seem to take as long as a step: where that would count as slow, steps are shorter.
 */
export async function drive<T>(clock: FakeClock, promise: Promise<T>, stepMs = STEP_MS): Promise<T> {
  let settled = false;
  const stop = () => {
    settled = true;
  };
  promise.then(stop, stop);
  for (;;) {
    await atRest();
    if (settled) return promise;
    await clock.advance(stepMs);
  }
}

async function atRest(): Promise<void> {
  const sinceMs = systemClock.now();
  for (let turn = 0; turn < TURNS || systemClock.now() - sinceMs < REST_MS; turn += 1) {
    await turnOfTheLoop();
    // A busy disk must not cost the time of a clock that stands still.
    if (process.getActiveResourcesInfo().some((resource) => OF_FILES.includes(resource))) turn = 0;
  }
}
