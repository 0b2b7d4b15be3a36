/** Reads the agents of all nodes every five seconds. */

import { loadavg } from 'node:os';
import { sleep, systemClock } from '../../../src/platform/clock.ts';
import type { Cluster } from '../harness/cluster.ts';
import { agentPods, RELEASE_NAMESPACE, readAgents } from '../harness/release.ts';
import { PATHS, type Sample, sampleIn } from './sample.ts';

const LOOK_EVERY_MS = 5000;

/** What was read so far. */
export interface Looks {
  /** By node, the first one first. */
  readonly samples: ReadonlyMap<string, Sample[]>;
  /** This machine's load, the average of a minute, at each look. */
  readonly loads: number[];
}

/** No look at any node of `cluster`. */
export function noLooks({ machines }: Cluster): Looks {
  return { samples: new Map(machines.map(({ name }) => [name, []])), loads: [] };
}

/** Adds to `looks` until `ending`. `now` gives the seconds since the walk began. */
export async function look(
  cluster: Cluster,
  { samples, loads }: Looks,
  now: () => number,
  ending: AbortSignal,
): Promise<void> {
  while (!ending.aborted) {
    const due = systemClock.now() + LOOK_EVERY_MS;
    const agents = await agentPods(cluster);
    const atS = now();
    loads.push(loadavg()[0] ?? 0);
    const read = await readAgents(cluster, agents, PATHS);
    for (const [node, ofNode] of samples)
      ofNode.push(sampleIn(read[agents.findIndex((agent) => agent.node === node)], atS));
    await sleep(systemClock, Math.max(0, due - systemClock.now()));
  }
}

/** The lines of each agent's log, by node. */
export async function agentLogs(cluster: Cluster): Promise<Readonly<Record<string, readonly string[]>>> {
  const logs: Record<string, readonly string[]> = {};
  for (const { node, name } of await agentPods(cluster)) {
    const { stdout } = await cluster.kubectl(['logs', '--namespace', RELEASE_NAMESPACE, name]);
    logs[node] = stdout.trim().split('\n');
  }
  return logs;
}
