/**
 * The clock, which is passed in as a value. The only file with timers.
 * Durations come from the monotonic clock, dates from the wall clock.
 */

export type Cancel = () => void;

/** When something arrived, in monotonic milliseconds. */
export interface Arrival {
  /** When it was read. It arrived then, or before. */
  readonly readMs: number;
  /** When it arrived, as near as can be known of an answer to what was sent at `sentMs`. */
  since(sentMs: number): number;
}

export interface Clock {
  /** Monotonic milliseconds, with fractions. */
  now(): number;
  /** Milliseconds since the epoch. */
  wall(): number;
  /** When that which is read now arrived. A clock without it does not know better than now. */
  arrived?(): Arrival;
  /** `now`, taken right before something is sent, so that `arrived` knows when its answer can have come. */
  sending?(): number;
  /** Had this thread to wait for a CPU a moment ago? Then it should sleep when it waits for an answer: `arrived` knows better when it woke. */
  isBusy?(): boolean;
  /**
   * Calls `fn` once, `ms` from now at the earliest, and only after everything that already waited in a socket
   * has been delivered. Without that drain, a late event loop would report a timeout for a query that was answered.
   */
  after(ms: number, fn: () => void): Cancel;
  /** Calls `fn` every `ms` without holding the process open. */
  every(ms: number, fn: () => void): Cancel;
  /** Calls `fn` before the loop sleeps next. A clock without it does not know when that is. */
  beforeSleep?(fn: () => void): Cancel;
}

/**
 * From so many milliseconds on, a timer is set a millisecond later than asked for, and is never early. An early one has to wait again, and to wake a
 * process that slept costs it up to a millisecond of CPU (docs/decisions/030-a-waiting-agent-sleeps.md).
 */
const LONG_MS = 100;

/** Who keeps the event loop of this thread from sleeping: a loop with an immediate polls its sockets, and goes on. */
class Turns {
  #waiting = 0;

  /** Calls `fn` once the loop has polled its sockets. */
  next(fn: () => void): void {
    this.#waiting += 1;
    setImmediate(() => {
      this.#waiting -= 1;
      fn();
    });
  }

  beforeSleep(fn: () => void): Cancel {
    let immediate = setImmediate(look.bind(this));
    function look(this: Turns): void {
      if (this.#waiting > 0) immediate = setImmediate(look.bind(this));
      else fn();
    }
    return () => clearImmediate(immediate);
  }
}

const turns = new Turns();

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after(ms, fn) {
    const dueMs = performance.now() + ms;
    let cancelled = false;
    // A timer counts whole milliseconds from the start of the loop's turn, so it may fire early. Then it waits again.
    const wait = () => {
      const leftMs = dueMs - performance.now();
      if (leftMs > 0) timer = setTimeout(wait, Math.ceil(leftMs));
      else drained(() => cancelled || fn());
    };
    let timer = setTimeout(wait, ms < LONG_MS ? ms : Math.ceil(ms) + 1);
    return () => {
      cancelled = true;
      clearTimeout(timer);
    };
  },
  every(ms, fn) {
    const timer = setInterval(fn, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
  beforeSleep: (fn) => turns.beforeSleep(fn),
};

/** Calls `fn` before the loop sleeps next, or at once where `clock` does not know when that is. */
export function beforeSleepOn({ beforeSleep }: Pick<Clock, 'now' | 'beforeSleep'>, fn: () => void): Cancel {
  if (beforeSleep) return beforeSleep(fn);
  fn();
  return () => {};
}

/** When that which is read now arrived, as near as `clock` knows. */
export function arrivalOn(clock: Pick<Clock, 'now' | 'arrived'>): Arrival {
  return clock.arrived?.() ?? at(clock.now());
}

/** The time of a send that is about to be made. */
export function sendingOn(clock: Pick<Clock, 'now' | 'sending'>): number {
  return clock.sending?.() ?? clock.now();
}

/** What is known to have arrived when it was read. */
export function at(readMs: number): Arrival {
  return { readMs, since: () => readMs };
}

/**
 * Calls `fn` once every socket that has something to read was read, in the order of the calls. So the arrival of a message is
 * dated before any other message is handled.
 */
export function afterReads(fn: () => void): void {
  turns.next(fn);
}

/**
 * Calls `fn` each time that the loop has read its sockets, until it returns false. It neither wakes the loop nor holds the process
 * (node:timers, `immediate.unref`).
 */
export function afterEachTurn(fn: () => boolean): void {
  setImmediate(() => {
    if (fn()) afterEachTurn(fn);
  }).unref();
}

/**
 * Lets the event loop poll its sockets without sleeping, until `isOver` or for `ms` at most, and then calls `over`. A CPU that sleeps takes
 * tens of microseconds to wake, and that time would be part of the measured duration.
 */
export function stayAwake(ms: number, isOver: () => boolean, over: () => void): void {
  const untilMs = performance.now() + ms;
  const poll = () => {
    if (!isOver() && performance.now() < untilMs) turns.next(poll);
    else over();
  };
  turns.next(poll);
}

/**
 * Two polls of the event loop, and what they read: each turn polls every socket once before its immediates run (libuv, `uv_run`),
 * and what `afterReads` was given in the second turn runs after the second immediate.
 */
export function drained(fn: () => void): void {
  turns.next(() => turns.next(() => turns.next(fn)));
}

/** Resolves after `ms`, or at once when `signal` is aborted: true if the whole time passed. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve(false);
      return;
    }
    const onAbort = () => {
      cancel();
      resolve(false);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve(true);
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
