/** Settings of V8 for a process that lives for months, does little, and is there on every node. A door to node:v8. */

import { setFlagsFromString } from 'node:v8';

/**
 * Costs speed that the agent has no use for, and saves about 10 MB (docs/decisions/007-a-small-heap.md). For the whole
 * process, from here on; call it before the bulk of the code is loaded.
 */
export function keepHeapSmall(): void {
  // The young generation stays at its first megabyte instead of growing to 32 for a burst of scrapes.
  setFlagsFromString('--semi-space-growth-factor=1');
  // No optimising compiler: its arenas and its code outweigh what they save at a few probes a second.
  setFlagsFromString('--no-opt');
  // The old generation is swept after it grew by 2 MB, not by 8: garbage would pile up for minutes otherwise.
  setFlagsFromString('--optimize-for-size');
}
