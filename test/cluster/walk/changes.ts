/** Changes of a healthy cluster, for walks: no cause may be claimed. */

import type { Cluster } from '../harness/cluster.ts';
import { restartDns, rolledOut, scaleDns } from './dns-pods.ts';
import type { Fault } from './faults.ts';

const nothing = async () => {};

/** Nothing happens for ten minutes. */
export const quietMinutes: Fault = {
  name: 'ten quiet minutes',
  truths: [],
  holdMs: 600_000,
  begin: async () => nothing,
};

export const restartedDns: Fault = {
  name: 'CoreDNS restarts',
  truths: [],
  holdMs: 10_000,
  async begin(cluster) {
    await restartDns(cluster);
    await rolledOut(cluster);
    return nothing;
  },
};

/** From two pods to three, and back. */
export const scaledDns: Fault = {
  name: 'CoreDNS is scaled to 3 and back to 2',
  truths: [],
  holdMs: 20_000,
  async begin(cluster) {
    await scaledTo(cluster, 3);
    return () => scaledTo(cluster, 2);
  },
};

async function scaledTo(cluster: Cluster, replicas: number): Promise<void> {
  await scaleDns(cluster, replicas);
  await rolledOut(cluster);
}
