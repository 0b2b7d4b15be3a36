/** The pod that asks gets too little CPU: its own fault, not DNS's. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeCgroup } from '../ground/cgroup.ts';
import { run } from '../ground/command.ts';
import type { Lab } from '../lab.ts';
import type { Fault } from './fault.ts';

const CPU_V1 = '/sys/fs/cgroup/cpu';
const V2 = '/sys/fs/cgroup';
const PERIOD_US = 100_000;

/**
 * Allows the first pod `percent` of one CPU: programs that run in it and those that are started in it later.
 * Truth: `throttled` periods.
 */
export function agentStarved({ percent = 5 }: { readonly percent?: number } = {}): Fault {
  return {
    name: 'agent-starved',
    async inject(lab) {
      const group = makeGroup(lab, Math.round((PERIOD_US * percent) / 100));
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

function makeGroup(lab: Lab, quotaUs: number): string {
  const isV1 = existsSync(CPU_V1);
  const group = join(isV1 ? CPU_V1 : V2, `fivesec-${lab.id}`);
  lab.ledger.record({ kind: 'cgroup', path: group });
  mkdirSync(group);
  if (isV1) {
    writeFileSync(join(group, 'cpu.cfs_period_us'), String(PERIOD_US));
    writeFileSync(join(group, 'cpu.cfs_quota_us'), String(quotaUs));
  } else {
    writeFileSync(join(group, 'cpu.max'), `${quotaUs} ${PERIOD_US}`);
  }
  return group;
}

function throttledPeriods(group: string): number {
  return Number(/nr_throttled (\d+)/.exec(readFileSync(join(group, 'cpu.stat'), 'utf8'))?.[1]);
}
