/**
 * The gate at which this thread waits for a thread of libuv's pool, so that both send at the same instant. As many reads are queued
 * as the pool has threads, then a short read, then the send of one of them. Once all reads have begun, the first thread that ends
 * one takes the short one and the send next. This thread sees the begin and the end of each read in the memory that is read into.
 */

import { closeSync, openSync, read } from 'node:fs';

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
/** The limit of spins, some milliseconds: where no thread of the pool gets a CPU, this one goes on alone. */
const SPIN_LIMIT = 100_000;

export interface Gate {
  /** Blocks until a thread of the pool is about to take what was queued. It spins, because waking a sleeping thread takes too long. */
  wait(): void;
}

/** Keeps every thread of the pool busy. What the caller queues next is taken as soon as the first of them is free. */
export function busyPool(): Gate {
  const memory = new SharedArrayBuffer(POOL_THREADS * READ_BYTES);
  const buffer = Buffer.from(memory);
  const descriptor = openSync(ENDLESS, 'r');
  let reading = POOL_THREADS + 1;
  const done = () => {
    reading -= 1;
    if (reading === 0) closeSync(descriptor);
  };
  for (let turn = 0; turn < POOL_THREADS; turn += 1)
    read(descriptor, buffer, turn * READ_BYTES, READ_BYTES, null, done);
  read(descriptor, Buffer.alloc(LAST_READ_BYTES), 0, LAST_READ_BYTES, null, done);
  return { wait: () => spinUntilFree(new Int32Array(memory)) };
}

/** A random word is zero once in four billion times. Then the limit ends the wait. */
function spinUntilFree(words: Int32Array): void {
  let spins = 0;
  for (let turn = 0; turn < POOL_THREADS; turn += 1)
    while (Atomics.load(words, turn * WORDS) === 0 && spins < SPIN_LIMIT) spins += 1;
  const before = ended(words);
  while (before < POOL_THREADS && ended(words) === before && spins < SPIN_LIMIT) spins += 1;
}

/** How many reads have ended: the last word is written last. */
function ended(words: Int32Array): number {
  let count = 0;
  for (let turn = 1; turn <= POOL_THREADS; turn += 1)
    if (Atomics.load(words, turn * WORDS - 1) !== 0) count += 1;
  return count;
}
