/** The chart on a real API server: what Helm installs there, what an upgrade changes, what stays after it. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { type Cluster, clusterMissing, standUpCluster } from '../support/kubernetes/cluster.ts';
import { foreignKinds } from '../support/kubernetes/foreign-kinds.ts';
import { at, CHART_DIR } from '../support/kubernetes/helm.ts';
import { needs } from '../support/machine/requirement.ts';

const VALUES = readdirSync(join(CHART_DIR, 'ci'));
/** Namespaces that some of these values name, besides the release's own. */
const OTHER_NAMESPACES = ['observability', 'elsewhere', 'openshift-dns'];

/** As helm's `--set` writes them. */
const PART_OF = 'app\\.kubernetes\\.io/part-of';
const INSTANCE = 'app\\.kubernetes\\.io/instance';

const listSchema = z.object({ items: z.array(z.unknown()) });
const templateSchema = z.object({ metadata: z.looseObject({}), spec: z.looseObject({}) });

let missing: string | undefined;
let cluster: Cluster;

beforeAll(async () => {
  missing = await clusterMissing();
  if (missing !== undefined) return;
  cluster = await standUpCluster();
  for (const name of OTHER_NAMESPACES) await cluster.api.makeNamespace(name);
  await cluster.api.apply(...foreignKinds());
  await cluster.api.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);
});

afterAll(() => cluster?.[Symbol.asyncDispose]());

beforeEach((ctx) => needs(ctx, missing));

/** Every object of every kind that can be listed, by kind, namespace and name; without the API server's own bookkeeping. */
async function everything(): Promise<readonly string[]> {
  const { stdout } = await cluster.api.kubectl(['api-resources', '--verbs=list', '-o', 'name']);
  const kinds = stdout
    .trim()
    .split('\n')
    .filter((kind) => !/^(events|leases|componentstatuses|namespaces|endpointslices)\b/.test(kind));
  const columns = 'custom-columns=K:.kind,NS:.metadata.namespace,N:.metadata.name';
  const args = ['get', kinds.join(), '--all-namespaces', '--no-headers', '-o', columns];
  return (await cluster.api.kubectl(args)).stdout.trim().split('\n').toSorted();
}

it.each(VALUES)('installs, upgrades without a change and uninstalls without a trace: %s', async (file) => {
  const { api } = cluster;
  const namespace = `of-${file.replace('-values.yaml', '')}`;
  const before = await everything();
  const values = ['--values', join(CHART_DIR, 'ci', file)];

  const installed = await api.helm('install', namespace, '--create-namespace', ...values);
  expect([installed.code, installed.stderr]).toEqual([0, '']);
  const generations = () =>
    Promise.all(['daemonset', 'deployment'].map((kind) => generationsOf(kind, namespace)));
  const first = await generations();
  expect(first[0]).toHaveLength(1);

  const upgraded = await api.helm('upgrade', namespace, ...values);
  expect([upgraded.code, upgraded.stderr]).toEqual([0, '']);
  // Where the template of a pod has not changed, no pod is replaced.
  expect(await generations()).toEqual(first);

  const uninstalled = await api.uninstall(namespace);
  expect(uninstalled.code).toBe(0);
  expect(await everything()).toEqual(before);
});

it.each([
  { file: 'default-values.yaml', level: 'baseline', refusal: 'hostPath volumes (volume "node-net")' },
  { file: 'default-values.yaml', level: 'privileged', refusal: undefined },
  // User 0 is no further violation of `baseline`.
  {
    file: 'flows-values.yaml',
    level: 'baseline',
    refusal: 'violates PodSecurity "baseline:latest": hostPath volumes (volume "node-net")\n',
  },
  {
    file: 'flows-values.yaml',
    level: 'restricted',
    refusal: 'runAsUser=0 (container "agent" must not set runAsUser=0)',
  },
  { file: 'flows-values.yaml', level: 'privileged', refusal: undefined },
  { file: 'restricted-values.yaml', level: 'restricted', refusal: undefined },
])('has its agents taken for what the README says: $file under $level', async ({ file, level, refusal }) => {
  const { api } = cluster;
  const namespace = `${level}-pods-of-${file.replace('-values.yaml', '')}`;
  await api.makeNamespace(namespace, { 'pod-security.kubernetes.io/enforce': level });
  await api.helm('install', namespace, '--values', join(CHART_DIR, 'ci', file));
  const { metadata, spec } = templateOf(await api.get('daemonset', '--namespace', namespace));
  await api.uninstall(namespace);
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'agent', namespace }, spec };
  await api.apply({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: at(spec, 'serviceAccountName'), namespace },
  });
  const created = await api.kubectl(['create', '--dry-run=server', '-f', '-'], pod);
  if (refusal === undefined) expect([created.code, created.stderr]).toEqual([0, '']);
  else expect(created.stderr).toContain(refusal);
});

it('installs under one name in two namespaces, and each goes without the other', async () => {
  const { api } = cluster;
  const values = ['--values', join(CHART_DIR, 'ci', 'webhook-helm-values.yaml')];
  const before = await everything();
  for (const namespace of ['blue', 'green']) {
    const installed = await api.helm('install', namespace, '--create-namespace', ...values);
    expect([installed.code, installed.stderr]).toEqual([0, '']);
  }
  const endpoints = (await everything()).filter((one) => one.includes('-dns-endpoints'));
  expect(endpoints.map((one) => one.split(/\s+/))).toEqual([
    ['Service', 'kube-system', 'fivesec-blue-dns-endpoints'],
    ['Service', 'kube-system', 'fivesec-green-dns-endpoints'],
  ]);
  expect((await api.uninstall('blue')).code).toBe(0);
  expect((await api.helm('upgrade', 'green', ...values)).code).toBe(0);
  expect((await everything()).filter((one) => one.includes('-dns-endpoints'))).toEqual(endpoints.slice(1));
  expect((await api.uninstall('green')).code).toBe(0);
  expect(await everything()).toEqual(before);
});

it.each([
  ['labels that the chart has itself', [`commonLabels.${PART_OF}=platform`, `podLabels.${INSTANCE}=other`]],
  [
    'names that YAML would read as numbers',
    ['nameOverride=1', 'commonLabels.cost=12', 'service.labels.on=on'],
  ],
])('is taken by the API server with %s', async (_, sets) => {
  const { api } = cluster;
  const args = sets.flatMap((set) => ['--set-string', set]);
  const installed = await api.helm('install', '456', '--create-namespace', ...args);
  expect([installed.code, installed.stderr]).toEqual([0, '']);
  expect((await api.uninstall('456')).code).toBe(0);
});

async function generationsOf(kind: string, namespace: string): Promise<readonly unknown[]> {
  const { items } = listSchema.parse(await cluster.api.get(kind, '--namespace', namespace));
  return items.map((one) => at(one, 'metadata.generation'));
}

function templateOf(list: unknown): { readonly metadata: object; readonly spec: object } {
  return templateSchema.parse(at(list, 'items.0.spec.template'));
}
