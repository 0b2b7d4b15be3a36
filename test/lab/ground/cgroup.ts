/** A CPU cgroup is taken away only when its last process is: one that is throttled takes its time even to die. */

import { existsSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 10_000;
const GLANCE_MS = 20;

/** Lets the processes of `path` go to its parent, where nothing holds them back, and removes it; nothing if it is gone. */
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
