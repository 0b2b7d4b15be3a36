/** The directories in which a process finds the node's counters and its own, made from the options. */

import type { Clock } from '../platform/clock.ts';
import { conntrackStream, wholeAnswer } from './conntrack-tool.ts';
import type { TablePlaces } from './flows/table-pieces.ts';
import { quickPiecesOf, quickTextOf } from './quick-files.ts';
import type { ReadingPaths } from './snapshot.ts';

const OWN_PROC_NET = '/proc/net';

/** Where the node's conntrack table is: `procNet` is the node's `net` directory of procfs. */
export function tablePlaces(procNet: string, clock: Clock): TablePlaces {
  return {
    procNet,
    ownProcNet: OWN_PROC_NET,
    piecesOf: quickPiecesOf(clock),
    tool: conntrackStream('conntrack', clock),
  };
}

/** The node's own directories are optional; the process's own are where procfs and cgroupfs are always mounted. */
export function readingPaths(
  options: { readonly procNet?: string | undefined; readonly procSys: string },
  clock: Clock,
): ReadingPaths {
  return {
    clock,
    ...(options.procNet !== undefined && { procNet: options.procNet }),
    procSys: options.procSys,
    ownProcNet: OWN_PROC_NET,
    cgroup: '/sys/fs/cgroup',
    textOf: quickTextOf(clock),
    conntrackTool: wholeAnswer(conntrackStream('conntrack', clock)),
  };
}
