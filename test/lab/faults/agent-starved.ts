/** The pod that asks gets too little CPU: a fault of the pod, not of DNS. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCgroup, removeCgroup } from '../ground/cgroup.ts';
import { run } from '../ground/command.ts';
import type { Fault } from './fault.ts';

/**
 * Allows the first pod `percent` of one CPU: programs that run in it and those that are started in it later.
 * Truth: `throttled` periods.
 */
export function agentStarved({ percent = 5 }: { readonly percent?: number } = {}): Fault {
  return {
    name: 'agent-starved',
    async inject(lab) {
      const group = makeCgroup(lab.ledger, percent);
      const running = await run(['ip', 'netns', 'pids', lab.pod.name]);
      for (const pid of running.split('\n').filter(Boolean)) writeFileSync(join(group, 'cgroup.procs'), pid);
      lab.pod.confine(group);
      return {
        truth: async () => ({ throttled: throttledPeriods(group) }),
        async stop() {
          lab.pod.confine(undefined);
          await removeCgroup(group);
        },
      };
    },
  };
}

function throttledPeriods(group: string): number {
  return Number(/nr_throttled (\d+)/.exec(readFileSync(join(group, 'cpu.stat'), 'utf8'))?.[1]);
}
