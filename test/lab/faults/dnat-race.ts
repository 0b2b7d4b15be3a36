/** The A/AAAA race as in today's kernels: two threads of another pod share one socket, and the VIP leads to two DNS pods. */

import { readNodeCounters, risen } from '../ground/node-counters.ts';
import { compile } from '../probe/compile.ts';
import type { Fault } from './fault.ts';

/** Each burst ends, and the next one begins: 2,000 pairs of queries that leave at the same instant. */
const PAIRS = 2000;

/** Needs a topology with two pods or more; the last one races. Truth: `clashResolved`, `insertFailed`, `drop`. */
export function dnatRace(): Fault {
  return {
    name: 'dnat-race',
    async inject(lab) {
      const racer = lab.pods.at(-1);
      if (racer === undefined || racer === lab.pod) throw new RangeError('the lab needs two pods or more');
      const before = await readNodeCounters(lab.node);
      const senders = await compile('senders', 'glibc', lab.directory);
      const burst = `${senders} shared ${PAIRS} /run/netns/${racer.name} ${lab.vip}`;
      const load = await racer.spawn(['sh', '-c', `while ${burst}; do sleep 1; done`]);
      return {
        truth: async () => ({ ...risen(before, await readNodeCounters(lab.node)) }),
        async stop() {
          load.signal('SIGTERM');
          await load.finished;
        },
      };
    },
  };
}
