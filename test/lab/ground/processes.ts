/** Finds and ends the processes of one lab, by a variable in their environment that only this lab sets. */

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const MARK = 'DNS_LAB_ID';

/** The environment that makes a process one of lab `id`'s; its children inherit it. */
export function markedEnvironment(id: string): Record<string, string> {
  return { [MARK]: id };
}

/** The processes of lab `id`, without this process. */
export function processesOf(id: string): readonly number[] {
  const mark = `${MARK}=${id}`;
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => pid !== process.pid && environment(pid).includes(mark));
}

/** Ends all processes of lab `id` and waits until they are gone, for at most two seconds. Returns their number. */
export async function endProcessesOf(id: string): Promise<number> {
  const ended = new Set<number>();
  for (let round = 0; round < 100; round++) {
    const pids = processesOf(id);
    if (pids.length === 0) break;
    for (const pid of pids) {
      ended.add(pid);
      kill(pid);
    }
    await pause(20);
  }
  return ended.size;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

function environment(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
