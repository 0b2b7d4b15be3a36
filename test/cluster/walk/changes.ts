/** Changes of a healthy cluster, for walks: no cause may be claimed. */

import { sleep, systemClock } from '../../../src/platform/clock.ts';
import { Failure } from '../../../src/platform/failure.ts';
import type { Cluster } from '../harness/cluster.ts';
import { restartAgents } from '../harness/release.ts';
import { dnsNodes, restartDns, rolledOut, scaleDns } from './dns-pods.ts';
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

export const restartedAgents: Fault = {
  name: 'the agents restart',
  truths: [],
  holdMs: 10_000,
  async begin(cluster) {
    await restartAgents(cluster);
    return nothing;
  },
};

/** Its DNS pod is evicted and starts on another node. The agents stay: a drain leaves the pods of a DaemonSet. The application's node is not drained. */
export const drainedNode: Fault = {
  name: 'a node with a DNS pod is drained',
  truths: [],
  holdMs: 20_000,
  async begin(cluster) {
    const [application] = cluster.machines;
    const node = (await dnsNodes(cluster)).find((name) => name !== application.name);
    if (node === undefined) throw new Failure('cannot-run', 'no node but the first one has a DNS pod');
    await cluster.ask(['drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=120s']);
    await rolledOut(cluster);
    return async () => {
      await cluster.ask(['uncordon', node]);
    };
  },
};

const BETWEEN_MS = 10_000;

/** `change`, made so many times in one walk. */
export function repeated(change: Fault, times: number): Fault {
  if (times === 1) return change;
  return {
    ...change,
    name: `${change.name}, ${times} times`,
    async begin(cluster, begins) {
      for (let made = 1; made < times; made += 1) {
        const end = await change.begin(cluster, begins);
        await sleep(systemClock, change.holdMs);
        await end();
        await sleep(systemClock, BETWEEN_MS);
      }
      return change.begin(cluster, begins);
    },
  };
}

async function scaledTo(cluster: Cluster, replicas: number): Promise<void> {
  await scaleDns(cluster, replicas);
  await rolledOut(cluster);
}
