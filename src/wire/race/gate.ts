/**
 * The gate at which this thread waits for a thread of libuv's pool, so that both send at the same instant. All threads of the pool
 * are given something to read, and the send of one of them is queued behind. The first thread that has read takes that
 * send next. This thread sees the end of its reading in the memory that it reads into.
 */

import { closeSync, openSync, read } from 'node:fs';

/** The threads of libuv's pool (threadpool.c, `MAX_THREADPOOL_SIZE` and UV_THREADPOOL_SIZE). With fewer, some read twice. */
const POOL_THREADS = 4;
/** Every container has it (OCI runtime specification, "Default Devices"). */
const ENDLESS = '/dev/urandom';
/** Takes the kernel about 0.3 ms: longer than queueing the reads and the send takes this thread. */
const READ_BYTES = 128 * 1024;
/** The limit of spins, some milliseconds: where no thread of the pool gets a CPU, this one goes on alone. */
const SPIN_LIMIT = 100_000;

export interface Gate {
  /** Blocks until a thread of the pool is about to take what was queued. It spins, because waking a sleeping thread takes too long. */
  wait(): void;
}

/** Keeps every thread of the pool busy. What the caller queues next is taken as soon as the first of them is free. */
export function busyPool(): Gate {
  const memory = new SharedArrayBuffer(READ_BYTES);
  const buffer = Buffer.from(memory);
  // The last word is written last (random numbers: it stays zero once in four billion times, and then the limit ends the wait).
  const lastWord = new Int32Array(memory, READ_BYTES - Int32Array.BYTES_PER_ELEMENT);
  const descriptor = openSync(ENDLESS, 'r');
  let reading = POOL_THREADS;
  const done = () => {
    reading -= 1;
    if (reading === 0) closeSync(descriptor);
  };
  for (let thread = 0; thread < POOL_THREADS; thread += 1)
    read(descriptor, buffer, 0, READ_BYTES, null, done);
  return {
    wait() {
      for (let spins = 0; spins < SPIN_LIMIT && Atomics.load(lastWord, 0) === 0; spins += 1);
    },
  };
}
