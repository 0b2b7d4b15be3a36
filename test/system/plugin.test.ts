/**
 * The kubectl plugin against a real API server. There is no kubelet, so a pod never starts and nothing can be run in one. In a whole
 * cluster, `test/cluster/walk/commands.cluster.ts` runs the plugin's commands in an agent, and in a pod that the plugin makes.
 */

import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { type Cluster, clusterMissing, standUpCluster } from '../support/kubernetes/cluster.ts';
import { layerProgram } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';

const PLUGIN = fileURLToPath(new URL('../../plugin/kubectl-fivesec', import.meta.url));
const RESTRICTED = { 'pod-security.kubernetes.io/enforce': 'restricted' };
const podsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), deletionTimestamp: z.string().optional() }),
      spec: z.object({ nodeName: z.string() }),
    }),
  ),
});

let missing: string | undefined;
let cluster: Cluster;
let programs: string;

beforeAll(async () => {
  missing = await clusterMissing();
  if (missing !== undefined) return;
  cluster = await standUpCluster();
  programs = join(cluster.directory, 'programs');
  mkdirSync(programs);
  symlinkSync(layerProgram('kubectl'), join(programs, 'kubectl'));
});

afterAll(() => cluster?.[Symbol.asyncDispose]());

beforeEach((ctx) => needs(ctx, missing));

function plugin(...args: readonly string[]) {
  const { api, directory } = cluster;
  const env = {
    PATH: `${programs}:${process.env['PATH'] ?? ''}`,
    KUBECONFIG: api.config,
    HOME: directory,
    FIVESEC_START_TIMEOUT: '2s',
  };
  return api.namespace.exec(['sh', PLUGIN, ...args], { env });
}

async function podsIn(namespace: string) {
  return podsSchema.parse(await cluster.api.get('pods', '--namespace', namespace)).items;
}

it('makes a pod that a namespace with the restricted standard accepts, on the node, and removes it', async () => {
  await cluster.api.makeNamespace('made', RESTRICTED);
  const { code, stderr } = await plugin('check', '--node', 'worker-1', '--namespace', 'made', '--yes');
  expect(stderr).toContain('the pod did not start within 2s');
  expect(code).toBe(2);
  const [pod, ...others] = await podsIn('made');
  expect(others).toEqual([]);
  // Only a kubelet can end a pod of a node: until then it is there, and marked for removal.
  expect(pod?.spec.nodeName).toBe('worker-1');
  expect(pod?.metadata.name).toMatch(/^kubectl-fivesec-/);
  expect(pod?.metadata.deletionTimestamp).toBeDefined();
});

it('finds the agent of the node, and makes no pod there', async () => {
  const { api } = cluster;
  await api.makeNamespace('found');
  const labels = { 'app.kubernetes.io/name': 'fivesec', 'app.kubernetes.io/component': 'agent' };
  for (const node of ['worker-1', 'worker-2']) {
    const spec = { nodeName: node, containers: [{ name: 'agent', image: 'none' }] };
    await api.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      spec,
      metadata: { name: `agent-of-${node}`, namespace: 'found', labels },
    });
    await api.setStatus('pod', `agent-of-${node}`, 'found', { phase: 'Running' });
  }
  const { code, stderr } = await plugin('check', '--node', 'worker-2', '--yes');
  // The API server knows no address of that node, so it can't run anything there: it names what it was asked for.
  expect(code).not.toBe(0);
  expect(stderr).toContain('worker-2');
  expect(stderr).not.toContain('The plugin would create');
  expect((await podsIn('found')).map(({ metadata }) => metadata.name)).toEqual([
    'agent-of-worker-1',
    'agent-of-worker-2',
  ]);
});
