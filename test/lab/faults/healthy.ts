/** No fault: only what a healthy node counts. */

import { readNodeCounters, risen } from '../ground/node-counters.ts';
import type { Fault } from './fault.ts';

/** Truth: the kernel's counters, which should all stay at 0. */
export function healthy(): Fault {
  return {
    name: 'healthy',
    async inject({ node }) {
      const before = await readNodeCounters(node);
      return {
        truth: async () => ({ ...risen(before, await readNodeCounters(node)) }),
        stop: async () => {},
      };
    },
  };
}
