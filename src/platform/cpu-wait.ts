/**
 * How long this thread was ready to run and had no CPU. Linux counts it for each thread: the second number of `schedstat`, in
 * nanoseconds (Documentation/scheduler/sched-stats.rst; kernel/sched/stats.h, `sched_info_arrive`). Every kernel with
 * CONFIG_SCHED_INFO has it, and no right is needed.
 */

import { openSync, readSync } from 'node:fs';

/** Names the thread that opens it, also when it is read later (proc(5)). */
const SCHEDSTAT = '/proc/thread-self/schedstat';
/** Three numbers of 20 digits at most. */
const MOST_BYTES = 64;
const NANOSECONDS_IN_MS = 1e6;

/**
 * A function that returns the milliseconds that this thread has waited for a CPU since it began. It reads a file that stays open: about ten
 * microseconds. Undefined where the kernel does not count them.
 */
export function cpuWait(path: string = SCHEDSTAT): (() => number) | undefined {
  const text = Buffer.alloc(MOST_BYTES);
  try {
    const descriptor = openSync(path, 'r');
    const waitedMs = () => {
      const length = readSync(descriptor, text, 0, MOST_BYTES, 0);
      return Number(text.toString('latin1', 0, length).split(' ')[1]) / NANOSECONDS_IN_MS;
    };
    return Number.isFinite(waitedMs()) ? waitedMs : undefined;
  } catch {
    return undefined;
  }
}
