/**
 * The node's conntrack table is full for a share of the time: new flows are dropped, known ones continue.
 * The limit applies to the whole machine, so it is lowered to just the size of this lab's table, and a
 * separate process restores it even if every other process dies.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { start } from '../ground/command.ts';
import { borrowConntrackLimit, CONNTRACK_LIMIT, returnConntrackLimit } from '../ground/machine-limit.ts';
import { readNodeCounters, risen } from '../ground/node-counters.ts';
import { markedEnvironment } from '../ground/processes.ts';
import type { Lab } from '../lab.ts';
import type { Fault } from './fault.ts';

/** Enough that the tables of other namespaces stay below it. */
const ENTRIES = 1500;
const FOR_A_DAY_S = 86_400;
/** One period of full and not full, in seconds: short compared with any resolver's timeout. */
const TURN_S = 0.1;
/** What that process prints when the table is full for the first time. */
const LOWERED = 'lowered';
const GLANCE_MS = 5;

/** `percent` of the time the table is full. Truth: the kernel's `drop`, one for each datagram of a new flow. */
export function conntrackFull({ percent = 100 }: { readonly percent?: number } = {}): Fault {
  return {
    name: 'conntrack-full',
    async inject(lab) {
      await fill(lab);
      const before = await borrowConntrackLimit(lab.ledger);
      const counted = await readNodeCounters(lab.node);
      const watchman = await start(['sh', '-c', turns(before, percent)], { env: markedEnvironment(lab.id) });
      let ended = false;
      void watchman.finished.then(() => {
        ended = true;
      });
      while (!ended && !watchman.stdout().includes(LOWERED)) await pause(GLANCE_MS);
      return {
        truth: async () => {
          const { drop, earlyDrop, insertFailed } = risen(counted, await readNodeCounters(lab.node));
          return { drop, earlyDrop, insertFailed };
        },
        async stop() {
          watchman.signal('SIGTERM');
          await watchman.finished;
          returnConntrackLimit(lab.id);
          await lab.node.run(['conntrack', '-D', '-s', '198.18.0.1']);
        },
      };
    },
  };
}

/** Entries that nothing may evict: ASSURED ones, between addresses that no host has (RFC 2544). */
async function fill({ node }: Lab): Promise<void> {
  // Conntrack is active in a namespace only if a rule uses it.
  const entry = `-s 198.18.0.1 -d 198.18.0.2 -p udp --dport 9 -t ${FOR_A_DAY_S} -u SEEN_REPLY,ASSURED`;
  const loop = (from: number, to: number) =>
    `i=${from}; while [ $i -le ${to} ]; do conntrack -I ${entry} --sport $i >/dev/null 2>&1; i=$((i+1)); done`;
  await node.run(['sh', '-c', `(${loop(1, ENTRIES / 2)}) & (${loop(ENTRIES / 2 + 1, ENTRIES)}) & wait`]);
}

/** A shell program that lowers and raises the limit in turn, and restores it when it or this process ends. */
function turns(before: string, percent: number): string {
  const full = (TURN_S * percent) / 100;
  return `
    trap 'echo ${before} > ${CONNTRACK_LIMIT}; exit 0' TERM INT HUP EXIT
    echo ${ENTRIES} > ${CONNTRACK_LIMIT} && echo ${LOWERED}
    while kill -0 ${process.pid} 2>/dev/null; do
      echo ${ENTRIES} > ${CONNTRACK_LIMIT}; sleep ${full}
      ${percent < 100 ? `echo ${before} > ${CONNTRACK_LIMIT}; sleep ${TURN_S - full}` : ''}
    done`;
}
