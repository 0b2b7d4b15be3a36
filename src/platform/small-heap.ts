/** V8 settings for a process that runs for months on every node and does little. May import node:v8. */

import { setFlagsFromString } from 'node:v8';

/**
 * Saves about 10 MB, and costs speed that the agent does not need (docs/decisions/007-a-small-heap.md). Affects the whole
 * process from here on: call it before most of the code is loaded.
 */
export function keepHeapSmall(): void {
  // The young generation keeps its first megabyte instead of growing to 32 MB for a burst of scrapes.
  setFlagsFromString('--semi-space-growth-factor=1');
  // No optimising compiler: its memory and its code cost more than they save at a few probes a second.
  setFlagsFromString('--no-opt');
  // The old generation is collected after it grew by 2 MB, not by 8: otherwise garbage accumulates for minutes.
  setFlagsFromString('--optimize-for-size');
}
