/** CPU cgroups of a lab, by version 1 or 2 of the kernel's interface. */

import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CGROUP_ROOTS } from './entry.ts';
import type { Ledger } from './ledger.ts';

const PERIOD_US = 100_000;

/** Makes a cgroup with `percent` of one CPU, and gives its path. The lab's teardown removes it, if nothing does so earlier. */
export function makeCgroup(ledger: Ledger, percent: number): string {
  const isV1 = existsSync(CGROUP_ROOTS.v1);
  const path = join(isV1 ? CGROUP_ROOTS.v1 : CGROUP_ROOTS.v2, `fivesec-${ledger.id}`);
  const quotaUs = Math.round((PERIOD_US * percent) / 100);
  ledger.record({ kind: 'cgroup', path });
  mkdirSync(path);
  if (isV1) {
    writeFileSync(join(path, 'cpu.cfs_period_us'), String(PERIOD_US));
    writeFileSync(join(path, 'cpu.cfs_quota_us'), String(quotaUs));
  } else {
    writeFileSync(join(path, 'cpu.max'), `${quotaUs} ${PERIOD_US}`);
  }
  return path;
}

const PATIENCE_MS = 10_000;
const GLANCE_MS = 20;

/**
 * Removes the cgroup at `path`; does nothing if it is gone. This waits for its last process, and a throttled process is slow
 * to end. So the processes are moved to the parent first, where they are not throttled.
 */
export async function removeCgroup(path: string): Promise<void> {
  for (let waited = 0; existsSync(path); waited += GLANCE_MS) {
    free(path);
    try {
      rmdirSync(path);
    } catch (error) {
      const isBusy = error instanceof Error && 'code' in error && error.code === 'EBUSY';
      if (!isBusy || waited > PATIENCE_MS) throw error;
      await pause(GLANCE_MS);
    }
  }
}

function free(path: string): void {
  for (const pid of readFileSync(join(path, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean)) {
    try {
      writeFileSync(join(path, '..', 'cgroup.procs'), pid);
    } catch {
      // It has ended meanwhile.
    }
  }
}
