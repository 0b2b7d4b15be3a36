/** The directories in which a process finds the node's counters and its own, made from the options. */

import type { Clock } from '../platform/clock.ts';
import { conntrackTool } from './conntrack-tool.ts';
import type { ReadingPaths } from './snapshot.ts';

/** The node's own directories are optional; the process's own are where procfs and cgroupfs are always mounted. */
export function readingPaths(
  options: { readonly procNet?: string | undefined; readonly procSys: string },
  clock: Clock,
): ReadingPaths {
  return {
    clock,
    ...(options.procNet !== undefined && { procNet: options.procNet }),
    procSys: options.procSys,
    ownProcNet: '/proc/net',
    cgroup: '/sys/fs/cgroup',
    conntrackTool: conntrackTool('conntrack', clock),
  };
}
