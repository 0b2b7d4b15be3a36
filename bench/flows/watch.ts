/** The agent's watch over a table that is a file, on any clock. */

import { read } from '../../src/domain/reading.ts';
import { FlowWatch, type FlowWatchPorts } from '../../src/flows/flow-watch.ts';
import { readPieces } from '../../src/kernel/files.ts';
import { readFlows } from '../../src/kernel/flows/read-flows.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { POD, VIP } from '../../test/kernel/flows/entries.ts';

/** `count`: the entries in the file at `path`. */
export function fileWatch(
  { path, count, cpuShare }: { readonly path: string; readonly count: number; readonly cpuShare: number },
  clock: Clock,
  ports: Partial<FlowWatchPorts> = {},
): FlowWatch {
  const limits = { maxEntries: count, cpuShare, intervalMs: 10_000, keptMs: 300_000 };
  return new FlowWatch(limits, {
    clock,
    places: () => ({ vips: [{ address: VIP, port: 53 }], pods: [{ address: POD, port: 53 }] }),
    ownAddresses: () => ['10.244.0.5'],
    flows: (filter, bounds) => readFlows(readPieces(path), filter, bounds),
    entries: () => read(count),
    cpuMs: cpuMillis,
    ...ports,
  });
}

/** CPU time of this process, all threads, in milliseconds. */
export function cpuMillis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
