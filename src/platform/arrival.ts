/**
 * When something arrived that this thread reads only now, because it had to wait for a CPU
 * (docs/decisions/026-the-wait-for-a-cpu-is-taken-off.md).
 */

import { afterEachTurn, at, type Clock } from './clock.ts';
import { cpuWait } from './cpu-wait.ts';

/** Within so short a time, in milliseconds, no wait is worth a correction. */
const NEGLIGIBLE_MS = 0.1;
/** A thread that ran on within this time, in milliseconds and without its waits, has hardly slept. */
const HARDLY_SLEPT_MS = 0.5;
/** After a wait of so many milliseconds, the CPUs count as busy for the next while. */
const BUSY_AFTER_MS = 0.5;
const BUSY_FOR_MS = 1000;
/**
 * For so many milliseconds after a send the count is read in each turn of the loop. A later answer is dated when it is read, unless the
 * thread has slept since: beside its duration a wait for a CPU is short.
 */
const WATCHED_MS = 250;
/** Sends that are remembered until the loop has turned twice. */
const MOST_SENDS = 16;

/** A moment at which the thread ran, and how long it had waited for a CPU until then. Milliseconds. */
interface Mark {
  readonly atMs: number;
  readonly waitedMs: number;
}

/**
 * `clock`, which also knows when something arrived. An arrival wakes the thread that sleeps in its event loop. From then until it runs, the
 * kernel counts the thread's wait for a CPU. So the arrival was that much before it is read. The thread may also lose its CPU between the
 * send and its sleep. Then the arrival can't be told from the wait: it is dated too early, but never before its query.
 *
 * The count is read before each send, and for a while after it at the end of each turn of the loop, before the thread sleeps again. While the CPUs are busy it is
 * also read with each arrival. Otherwise it is read when the arrival is handled, and of the wait since then nothing is taken off. `waitedMs` is the count, in
 * milliseconds; without one, `clock` is returned as it is.
 */
export function withArrivals(clock: Clock, waitedMs = cpuWait()): Clock {
  if (!waitedMs) return clock;
  const count = new WaitCount(clock, waitedMs);
  const turns = new WatchedTurns(count);
  return {
    ...clock,
    isBusy: () => count.isBusy,
    sending() {
      const mark = count.markNow();
      turns.watch(mark);
      return mark.atMs;
    },
    arrived() {
      const readMs = clock.now();
      if (!turns.areWatched || readMs - turns.beforeLast.atMs < NEGLIGIBLE_MS) return at(readMs);
      const { last, beforeLast, sends } = turns;
      // A reading of the count would delay the next answer that already waits in a socket, as AAAA often does. While the CPUs are free there is hardly a wait.
      let untilReadMs = count.isBusy ? waitedMs() : undefined;
      return {
        readMs,
        since(sentMs) {
          untilReadMs ??= waitedMs() - (clock.now() - readMs);
          const sleptMs = readMs - last.atMs - (untilReadMs - last.waitedMs);
          // Then it may have arrived before the last mark, after the last turn had read its sockets.
          const turn = sleptMs < HARDLY_SLEPT_MS ? beforeLast : last;
          const from = sends.findLast(({ atMs }) => atMs <= sentMs && atMs > turn.atMs) ?? turn;
          return Math.max(from.atMs, sentMs, Math.min(readMs, readMs - (untilReadMs - from.waitedMs)));
        },
      };
    },
  };
}

/** The ends of the loop's last two turns, for a while after each send, and the sends since then. */
class WatchedTurns {
  readonly #count: WaitCount;
  #untilMs = Number.NEGATIVE_INFINITY;
  areWatched = false;
  last: Mark;
  beforeLast: Mark;
  sends: readonly Mark[] = [];

  constructor(count: WaitCount) {
    this.#count = count;
    this.last = count.mark();
    this.beforeLast = this.last;
  }

  watch(send: Mark): void {
    this.sends = [...this.sends.slice(1 - MOST_SENDS), send];
    this.#untilMs = send.atMs + WATCHED_MS;
    if (this.areWatched) return;
    this.areWatched = true;
    [this.beforeLast, this.last] = [send, send];
    afterEachTurn(() => {
      [this.beforeLast, this.last] = [this.last, this.#count.mark()];
      if (this.sends.length > 0) this.sends = this.sends.filter(({ atMs }) => atMs > this.beforeLast.atMs);
      this.areWatched = this.last.atMs < this.#untilMs;
      return this.areWatched;
    });
  }
}

/** The thread's wait for a CPU, read as seldom as will do: a reading takes ten microseconds. */
class WaitCount {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #waitedMs: () => number;
  #read: Mark;
  #busyUntilMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'now'>, waitedMs: () => number) {
    this.#clock = clock;
    this.#waitedMs = waitedMs;
    this.#read = { waitedMs: waitedMs(), atMs: clock.now() };
  }

  /** Had the thread to wait for a CPU a moment ago? */
  get isBusy(): boolean {
    return this.#clock.now() < this.#busyUntilMs;
  }

  mark(): Mark {
    const atMs = this.#clock.now();
    // A wait that fits between two readings is no longer than the time between them.
    if (atMs - this.#read.atMs < NEGLIGIBLE_MS) return { atMs, waitedMs: this.#read.waitedMs };
    const read = { atMs, waitedMs: this.#waitedMs() };
    if (read.waitedMs - this.#read.waitedMs >= BUSY_AFTER_MS) this.#busyUntilMs = atMs + BUSY_FOR_MS;
    this.#read = read;
    return read;
  }

  /** A mark whose time is that of its return. */
  markNow(): Mark {
    const marked = this.mark();
    const atMs = this.#clock.now();
    if (atMs - marked.atMs < NEGLIGIBLE_MS) return { atMs, waitedMs: marked.waitedMs };
    // The CPU was lost while the count was read.
    return { waitedMs: this.mark().waitedMs, atMs: this.#clock.now() };
  }
}
