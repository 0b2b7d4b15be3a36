/** Calls functions after a delay. Once they are cancelled, none is called. */

import type { Cancel, Clock } from '../platform/clock.ts';

export class Later {
  readonly #clock: Clock;
  readonly #pending = new Set<Cancel>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** At once if the delay is 0. */
  after(delayMs: number, act: () => void): void {
    this.#at(this.#clock.now() + delayMs, act);
  }

  cancelAll(): void {
    for (const cancel of this.#pending) cancel();
    this.#pending.clear();
  }

  #at(dueMs: number, act: () => void): void {
    const leftMs = dueMs - this.#clock.now();
    if (leftMs <= 0) {
      act();
      return;
    }
    const cancel = this.#clock.after(leftMs, () => {
      this.#pending.delete(cancel);
      // Node counts a timer from the start of its event-loop turn, so it may fire early by the time that the turn had lasted.
      this.#at(dueMs, act);
    });
    this.#pending.add(cancel);
  }
}
