/**
 * The gate at which this thread meets a thread of libuv's pool, so that both send at the same instant. As many reads are queued as the
 * pool has threads, then a short one. Once all but the short one have begun, the send is queued: the first thread that ends a read
 * takes the short one and the send. This thread sees the begin and the end of each read in the memory that is read into.
 *
 * The send is queued only then, because the pool may be busy with anything: a lookup, or a file that hangs. What is queued behind that
 * would leave late, long after the time that its query has.
 */

import { closeSync, openSync, read } from 'node:fs';
import { type Clock, systemClock } from '../../platform/clock.ts';

/** The threads of libuv's pool (threadpool.c; UV_THREADPOOL_SIZE changes it). With fewer, some of them read twice. */
const POOL_THREADS = 4;
/** Every container has it (OCI runtime specification, "Default Devices"). */
const ENDLESS = '/dev/urandom';
/** Takes the kernel about 0.6 ms. To queue what follows takes this thread less. */
const READ_BYTES = 128 * 1024;
/**
 * One more read comes before the send. It takes about 20 us: as long as this thread takes from what it sees to its own system call.
 * Without it the pool's datagram leaves that much earlier, which is too early for a clash.
 */
const LAST_READ_BYTES = 4 * 1024;
const WORDS = READ_BYTES / Int32Array.BYTES_PER_ELEMENT;
/** The longest wait in all, in milliseconds: where no thread of the pool gets a CPU within it, this one goes on alone. */
const LONGEST_WAIT_MS = 10;
/** Meetings whose reads have not ended. More of them would hold memory and descriptors for as long as the pool hangs. */
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
    if (!this.#spin(() => allBegun(words), untilMs)) return undefined;
    const queued = queue();
    const before = ended(words);
    if (before < POOL_THREADS) this.#spin(() => ended(words) !== before, untilMs);
    return queued;
  }

  #spin(isOver: () => boolean, untilMs: number): boolean {
    for (;;) {
      if (isOver()) return true;
      if (this.#clock.now() > untilMs) return false;
    }
  }

  /** Queues one read for each thread, and the short one. */
  #read(): Int32Array {
    const descriptor = openSync(ENDLESS, 'r');
    this.#open += 1;
    const memory = new SharedArrayBuffer(POOL_THREADS * READ_BYTES);
    const buffer = Buffer.from(memory);
    let reading = POOL_THREADS + 1;
    const done = () => {
      reading -= 1;
      if (reading > 0) return;
      closeSync(descriptor);
      this.#open -= 1;
    };
    for (let turn = 0; turn < POOL_THREADS; turn += 1)
      read(descriptor, buffer, turn * READ_BYTES, READ_BYTES, null, done);
    read(descriptor, Buffer.alloc(LAST_READ_BYTES), 0, LAST_READ_BYTES, null, done);
    return new Int32Array(memory);
  }
}

/** Has every read begun? Then each thread of the pool is free, or will soon be. A random word is zero once in four billion times. */
function allBegun(words: Int32Array): boolean {
  for (let turn = 0; turn < POOL_THREADS; turn += 1)
    if (Atomics.load(words, turn * WORDS) === 0) return false;
  return true;
}

/** How many reads have ended: the last word is written last. */
function ended(words: Int32Array): number {
  let count = 0;
  for (let turn = 1; turn <= POOL_THREADS; turn += 1)
    if (Atomics.load(words, turn * WORDS - 1) !== 0) count += 1;
  return count;
}
