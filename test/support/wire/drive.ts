/** Runs minutes of resolver time over real sockets and files in a fraction of a second. */

import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { systemClock } from '../../../src/platform/clock.ts';
import type { FakeClock } from '../time/fake-clock.ts';

/** Every resolver's interval is a multiple of this, so that no packet is under way when one of its timers fires. */
const STEP_MS = 250;
/** A datagram to a loopback server and its answer take two turns, a TCP connection with its answer about six. */
const TURNS = 12;
const REST_MS = 2;
/** Node's name for a file request under way. */
const OF_FILES = ['FSReqPromise', 'CloseReq'];

/**
 * Moves `clock` on in steps, each time no socket or file request is pending, until `promise` has settled.
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
    // The clock stands still while a busy disk works.
    if (process.getActiveResourcesInfo().some((resource) => OF_FILES.includes(resource))) turn = 0;
  }
}
