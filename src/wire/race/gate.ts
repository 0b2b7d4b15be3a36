/**
 * Makes this thread and a thread of libuv's pool send at the same instant. A thread of the pool reads; this thread watches the memory
 * into which it reads. While this thread sees the read grow step by step, both threads have a CPU of their own. Shortly before the read
 * ends, the send is queued: the thread that ends the read takes it. Then this thread sends, too.
 *
 * Nothing is queued while the two threads share a CPU: they could not send at once. Nor where the pool is busy, with a lookup or with a
 * file that hangs: a send that waits behind such work would leave long after the deadline of its query.
 */

import { closeSync, openSync, read } from 'node:fs';
import { type Clock, systemClock } from '../../platform/clock.ts';

/** Every container has it (OCI runtime specification, "Default Devices"). The kernel fills the memory from beginning to end. */
const ENDLESS = '/dev/urandom';
const WORD = Int32Array.BYTES_PER_ELEMENT;
const WORDS_OF_1_KB = 1024 / WORD;
/** One read. The kernel takes about 0.3 ms for it. */
const READ_WORDS = 64 * WORDS_OF_1_KB;
/** This thread watches this much of the read, step by step, before it queues the send. */
const WATCHED_WORDS = 32 * WORDS_OF_1_KB;
/** The kernel writes a step in 2 us. */
const STEP_WORDS = WORDS_OF_1_KB / 2;
/** A read that grows by more steps between two looks went on while this thread had no CPU. */
const MOST_STEPS_AT_ONCE = 3;
/**
 * What is left of the read when the send is queued. Another thread of the pool that is idle wakes up for it, and comes too late: waking
 * takes longer than the rest of the read.
 */
const QUEUED_WORDS = 8 * WORDS_OF_1_KB;
/**
 * What is left of the read when this thread goes on. Both threads need about as long until their system call
 * (measured: docs/decisions/022-the-race-is-run-by-a-thread-of-libuvs-pool.md).
 */
const AHEAD_WORDS = 3 * WORDS_OF_1_KB;
/** A thread of the pool that has a CPU of its own begins within this time, in milliseconds. One that waits for this thread's CPU does not. */
const BEGINS_WITHIN_MS = 0.5;
/** The longest wait in all, in milliseconds. */
const LONGEST_WAIT_MS = 10;
const LOOKS_BETWEEN_TIMES = 50;
/** The most reads of one meeting that have not begun: the next one would wait behind them. */
const MOST_WAITING = 8;
/** The most meetings whose reads have not ended. More of them would hold memory and descriptors for as long as the pool hangs. */
const MOST_OPEN = 4;

/** How often `ready` tries, and how long this thread sleeps in between, in milliseconds. */
const [TRIALS, BETWEEN_TRIALS_MS] = [5, 20];

type Words = Int32Array<SharedArrayBuffer>;

export interface Gate {
  /**
   * Resolves to true once a thread of the pool has run beside this one, and to false after some trials. Beside other work both may share
   * one CPU for tens of milliseconds. Where the last meeting succeeded and this thread did not wait for a CPU since, it resolves at once:
   * a trial takes CPU time. Rejects with a system error if no descriptor is left.
   */
  ready(): Promise<boolean>;
  /**
   * Blocks until a thread of the pool is about to take what `queue` has queued, and returns what `queue` has returned. It spins, because
   * waking a sleeping thread takes too long. Where no thread of the pool runs beside this one within milliseconds, it does not call
   * `queue` and returns undefined. Throws a system error if no descriptor is left.
   */
  meet<Queued>(queue: () => Queued): Queued | undefined;
}

/** One for each user of the pool: it counts the meetings whose reads have not ended. */
export class PoolGate implements Gate {
  readonly #clock: Pick<Clock, 'now' | 'after' | 'isBusy'>;
  #open = 0;
  #trials = TRIALS;
  #lastMet = false;

  constructor(clock: Pick<Clock, 'now' | 'after' | 'isBusy'> = systemClock) {
    this.#clock = clock;
  }

  async ready(): Promise<boolean> {
    if (this.#lastMet && !this.#clock.isBusy?.()) return true;
    for (let trial = 1; ; trial += 1) {
      const isMet = this.meet(() => true) === true;
      // If all trials fail, as on a machine with one CPU, later calls try once, until that succeeds: each trial takes CPU time.
      if (isMet) this.#trials = TRIALS;
      else if (trial >= this.#trials) this.#trials = 1;
      if (isMet || trial >= this.#trials) return isMet;
      await new Promise<void>((resolve) => void this.#clock.after(BETWEEN_TRIALS_MS, resolve));
    }
  }

  meet<Queued>(queue: () => Queued): Queued | undefined {
    if (this.#open >= MOST_OPEN) return undefined;
    const isDue = this.#after(LONGEST_WAIT_MS);
    const queueRead = this.#reader();
    this.#lastMet = false;
    for (let waiting = 0; waiting < MOST_WAITING && !isDue(); ) {
      // Fresh memory: a read that has not begun writes into its own memory whenever it does.
      const words = new Int32Array(new SharedArrayBuffer(READ_WORDS * WORD));
      queueRead(words);
      if (!reaches(words, 0, this.#after(BEGINS_WITHIN_MS))) {
        waiting += 1;
      } else if (growsInSteps(words, isDue)) {
        const queued = queue();
        reaches(words, READ_WORDS - AHEAD_WORDS, isDue);
        this.#lastMet = true;
        return queued;
      } else {
        reaches(words, READ_WORDS - 1, isDue);
      }
    }
    return undefined;
  }

  /** Whether `ms` have passed since this call. */
  #after(ms: number): () => boolean {
    const dueMs = this.#clock.now() + ms;
    return () => this.#clock.now() >= dueMs;
  }

  /** A function that queues one read. The descriptor is closed once all of its reads have ended. */
  #reader(): (words: Words) => void {
    const descriptor = openSync(ENDLESS, 'r');
    this.#open += 1;
    let reading = 0;
    const done = () => {
      reading -= 1;
      if (reading > 0) return;
      closeSync(descriptor);
      this.#open -= 1;
    };
    return (words) => {
      reading += 1;
      read(descriptor, Buffer.from(words.buffer), 0, words.byteLength, null, done);
    };
  }
}

/** Waits until the word at `index` is read, or until `isDue`: then false. A random word is zero once in four billion times. */
function reaches(words: Words, index: number, isDue: () => boolean): boolean {
  do {
    for (let look = 0; look < LOOKS_BETWEEN_TIMES; look += 1)
      if (Atomics.load(words, index) !== 0) return true;
  } while (!isDue());
  return false;
}

/** Watches the read until the send is to be queued. False if one of the two threads had no CPU in that time. */
function growsInSteps(words: Words, isDue: () => boolean): boolean {
  const end = READ_WORDS - QUEUED_WORDS;
  let next = end - WATCHED_WORDS;
  while (next < end) {
    if (!reaches(words, next, isDue)) return false;
    let read = next;
    while (read < end && Atomics.load(words, read + STEP_WORDS) !== 0) read += STEP_WORDS;
    if (read - next > MOST_STEPS_AT_ONCE * STEP_WORDS) return false;
    next = read + STEP_WORDS;
  }
  return true;
}
