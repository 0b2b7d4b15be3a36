/**
 * Makes this thread and a thread of libuv's pool send at the same instant. One read is queued for each thread of the pool, and the last
 * read is shorter. When all reads have begun, the send is queued behind them. The thread that ends the short read takes it.
 * This thread watches the memory into which that read writes, and sends shortly before the read ends.
 *
 * The send is not queued earlier, because the pool may be busy, with a lookup or with a file that hangs. A send that waits behind such
 * work would leave long after the deadline of its query.
 */

import { closeSync, openSync, read } from 'node:fs';
import { type Clock, systemClock } from '../../platform/clock.ts';

/** The threads of libuv's pool (threadpool.c; UV_THREADPOOL_SIZE changes it). If there are fewer, some of them read twice. */
const POOL_THREADS = 4;
/** Every container has it (OCI runtime specification, "Default Devices"). The kernel fills the memory from beginning to end. */
const ENDLESS = '/dev/urandom';
/** The kernel takes about 0.45 ms for it, so the other threads still read while one sends. */
const LONG_BYTES = 96 * 1024;
/** The kernel takes about 0.15 ms for it. This thread queues the send in less time. */
const SHORT_BYTES = 32 * 1024;
/**
 * What is left of the short read when this thread goes on. Both threads need about as long until their system call
 * (measured: docs/decisions/022-the-race-is-run-by-a-thread-of-libuvs-pool.md).
 */
const AHEAD_BYTES = 4 * 1024;
const BYTES = (POOL_THREADS - 1) * LONG_BYTES + SHORT_BYTES;
const WORD = Int32Array.BYTES_PER_ELEMENT;
/** The longest wait in all, in milliseconds: where no thread of the pool gets a CPU within it, this one goes on alone. */
const LONGEST_WAIT_MS = 10;
const SPINS_BETWEEN_TIMES = 50;
/** The most meetings whose reads have not ended. More of them would hold memory and descriptors for as long as the pool hangs. */
const MOST_OPEN = 4;

export interface Gate {
  /**
   * Blocks until a thread of the pool is about to take what `queue` has queued, and returns what `queue` has returned. It spins, because
   * waking a sleeping thread takes too long. Where no thread of the pool comes within milliseconds, it does not call `queue` and returns
   * undefined. Throws a system error if no descriptor is left.
   */
  meet<Queued>(queue: () => Queued): Queued | undefined;
}

/** One for each user of the pool: it counts the meetings whose reads have not ended. */
export class PoolGate implements Gate {
  readonly #clock: Pick<Clock, 'now'>;
  #open = 0;

  constructor(clock: Pick<Clock, 'now'> = systemClock) {
    this.#clock = clock;
  }

  meet<Queued>(queue: () => Queued): Queued | undefined {
    if (this.#open >= MOST_OPEN) return undefined;
    const untilMs = this.#clock.now() + LONGEST_WAIT_MS;
    const words = this.#read();
    for (let turn = 0; turn < POOL_THREADS; turn += 1)
      if (!this.#written(words, (turn * LONG_BYTES) / WORD, untilMs)) return undefined;
    const queued = queue();
    this.#written(words, (BYTES - AHEAD_BYTES) / WORD, untilMs);
    return queued;
  }

  /** Waits until the word at `index` is read, or until `untilMs`: then false. A random word is zero once in four billion times. */
  #written(words: Int32Array, index: number, untilMs: number): boolean {
    do {
      for (let spin = 0; spin < SPINS_BETWEEN_TIMES; spin += 1)
        if (Atomics.load(words, index) !== 0) return true;
    } while (this.#clock.now() < untilMs);
    return false;
  }

  /** Queues the reads. */
  #read(): Int32Array {
    const descriptor = openSync(ENDLESS, 'r');
    this.#open += 1;
    const memory = new SharedArrayBuffer(BYTES);
    const buffer = Buffer.from(memory);
    let reading = POOL_THREADS;
    const done = () => {
      reading -= 1;
      if (reading > 0) return;
      closeSync(descriptor);
      this.#open -= 1;
    };
    for (let turn = 0; turn < POOL_THREADS; turn += 1) {
      const from = turn * LONG_BYTES;
      read(descriptor, buffer, from, Math.min(LONG_BYTES, BYTES - from), null, done);
    }
    return new Int32Array(memory);
  }
}
