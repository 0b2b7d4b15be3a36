/** V8 settings for a process that runs for months on every node and does little. May import node:v8 and node:vm. */

import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Saves more than 10 MB, and costs speed that the agent does not need (docs/decisions/007-a-small-heap.md). Affects the whole
 * process from here on: call it before most of the code is loaded.
 */
export function keepHeapSmall(): void {
  // The young generation keeps its first megabyte instead of growing to 32 MB for a burst of scrapes.
  setFlagsFromString('--semi-space-growth-factor=1');
  // The young generation is collected when it is full, and not in a task of its own: such a task runs when the loop is next idle, which
  // is when an answer is awaited.
  setFlagsFromString('--no-minor-gc-task');
  // This thread collects it alone: a megabyte takes it 0.3 ms, and to wake V8's own thread twice for each collection costs more.
  setFlagsFromString('--no-parallel-scavenge');
  // Nor are the buffers that such a collection frees handed to that thread: it would be woken for a few of them, twice a second.
  setFlagsFromString('--no-concurrent-array-buffer-sweeping');
  // No optimising compilers: their memory costs more than they save at a few probes a second. Baseline code (Sparkplug) saves a tenth of
  // the CPU time for a megabyte.
  for (const compiler of ['opt', 'maglev']) setFlagsFromString(`--no-${compiler}`);
  // The old generation is collected after it grew by 2 MB, not by 8: otherwise garbage accumulates for minutes.
  setFlagsFromString('--optimize-for-size');
}

/** Three quarters of the young generation are enough room for five pairs (docs/decisions/025-garbage-is-collected-before-a-pair.md). */
const ENOUGH_ROOM_BYTES = 768 * 1024;

/**
 * A function that collects the young generation at once, unless it has much room left. Called before a measurement, it makes room, so that no
 * collection delays the date of an answer (docs/decisions/025-garbage-is-collected-before-a-pair.md). V8 gives its function `gc` to contexts that
 * are made after the flag is set (node --help, `--expose-gc`); where it gives none, nothing is collected.
 */
export function youngCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('globalThis.gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect !== 'function') return () => {};
  return () => {
    if (youngRoomBytes() < ENOUGH_ROOM_BYTES) collect({ type: 'minor' });
  };
}

/** How much can be allocated before the young generation is full; none if V8 does not say so. */
function youngRoomBytes(): number {
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  return young?.space_available_size ?? 0;
}
