/** A clock that stands still until a test moves it. */

import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { Cancel, Clock } from '../../../src/platform/clock.ts';

interface Timer {
  dueMs: number;
  readonly everyMs: number | undefined;
  readonly fn: () => void;
}

export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  #nowMs: number;
  #wallMs: number;

  /** `nowMs` does not start at 0, so that code which assumes a start at 0 fails a test. */
  constructor(nowMs = 1000, wallMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = nowMs;
    this.#wallMs = wallMs;
  }

  now(): number {
    return this.#nowMs;
  }

  wall(): number {
    return this.#wallMs;
  }

  after(ms: number, fn: () => void): Cancel {
    return this.#add({ dueMs: this.#nowMs + Math.max(0, ms), everyMs: undefined, fn });
  }

  every(ms: number, fn: () => void): Cancel {
    if (!(ms > 0)) throw new RangeError(`a clock can't tick every ${ms} ms`);
    return this.#add({ dueMs: this.#nowMs + ms, everyMs: ms, fn });
  }

  /** The number of pending timers; a repeating timer counts once. */
  get waiting(): number {
    return this.#timers.size;
  }

  /**
   * Moves on by `ms` and fires the timers that are due, ordered by time, then by creation. Before and after
   * each timer, pending promises run. They may set new timers, which fire in the same call if they are due.
   */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settled();
    for (let timer = this.#next(untilMs); timer; timer = this.#next(untilMs)) {
      this.#moveTo(timer.dueMs);
      if (timer.everyMs === undefined) this.#timers.delete(timer);
      else timer.dueMs += timer.everyMs;
      timer.fn();
      await settled();
    }
    this.#moveTo(untilMs);
  }

  #add(timer: Timer): Cancel {
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  #next(untilMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs <= untilMs && (next === undefined || timer.dueMs < next.dueMs)) next = timer;
    }
    return next;
  }

  /** Never moves back: a test may call this from a timer or a promise while another call is under way. */
  #moveTo(ms: number): void {
    if (ms <= this.#nowMs) return;
    this.#wallMs += ms - this.#nowMs;
    this.#nowMs = ms;
  }
}

/** Two turns of the real event loop: all microtasks have run, and each socket was polled once. */
async function settled(): Promise<void> {
  await turnOfTheLoop();
  await turnOfTheLoop();
}
