/** A cluster with fivesec for the tests of one file. */

import { afterAll, beforeAll, beforeEach } from 'vitest';
import { sleep, systemClock } from '../../../src/platform/clock.ts';
import { needs } from '../../support/machine/requirement.ts';
import { startApplication } from '../harness/application.ts';
import { Cluster, type ClusterPlan, USUAL } from '../harness/cluster.ts';
import { PROXY_MODES } from '../harness/node.ts';
import { clusterNeeds } from '../harness/programs.ts';
import { install } from '../harness/release.ts';

/** How long the agent runs without a fault, so that it saves queries for investigations. */
const QUIET_MS = 120_000;

export interface Setting {
  readonly plan?: ClusterPlan;
  /** Arguments for helm. */
  readonly args?: readonly string[];
  readonly quietMs?: number;
}

/** The usual cluster, with the mode of kube-proxy that `CLUSTER_PROXY` names, and as many nodes as `CLUSTER_NODES` says. */
function asked(): ClusterPlan {
  const proxy = PROXY_MODES.find((mode) => mode === process.env['CLUSTER_PROXY']);
  return {
    ...USUAL,
    proxy: proxy ?? USUAL.proxy,
    nodes: Number(process.env['CLUSTER_NODES'] ?? USUAL.nodes),
  };
}

/** Call at the top of a test file: skips its tests if no cluster can run here. Returns a function that gives the cluster. */
export function standingCluster({
  plan = asked(),
  args = [],
  quietMs = QUIET_MS,
}: Setting = {}): () => Cluster {
  const missing = clusterNeeds();
  let cluster: Cluster | undefined;
  beforeAll(async () => {
    if (missing !== undefined) return;
    cluster = await Cluster.standUp(plan);
    await startApplication(cluster);
    await install(cluster, ...args);
    await sleep(systemClock, quietMs);
  });
  beforeEach((ctx) => needs(ctx, missing));
  afterAll(() => cluster?.[Symbol.asyncDispose]());
  return () => {
    if (cluster === undefined) throw new Error('the cluster does not stand');
    return cluster;
  };
}
