/** The DNS pods of a cluster, as its API server knows them. */

import { z } from 'zod';
import type { Cluster } from '../harness/cluster.ts';
import { DNS_NAMESPACE } from '../harness/cluster-dns.ts';

const SELECTOR = 'k8s-app=kube-dns';

const podsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), deletionTimestamp: z.string().optional() }),
      spec: z.object({ nodeName: z.string().optional() }),
      status: z.object({
        podIP: z.string().optional(),
        podIPs: z.array(z.object({ ip: z.string() })).default([]),
      }),
    }),
  ),
});

/** The addresses of the DNS pods that are not terminating. */
export async function dnsPods(cluster: Cluster): Promise<readonly [string, ...string[]]> {
  const pods = await livingPods(cluster);
  const [first, ...more] = pods.flatMap(({ status: { podIP } }) => (podIP === undefined ? [] : [podIP]));
  if (first === undefined) throw new Error('there is no DNS pod');
  return [first, ...more];
}

/** As `dnsPods`, with all addresses of each pod. */
export async function allAddresses(
  cluster: Cluster,
): Promise<readonly [readonly string[], ...(readonly string[])[]]> {
  const pods = await livingPods(cluster);
  const [first, ...more] = pods
    .map(({ status }) => status.podIPs.map(({ ip }) => ip))
    .filter(({ length }) => length > 0);
  if (first === undefined) throw new Error('there is no DNS pod');
  return [first, ...more];
}

/** The names of the nodes with DNS pods that are not terminating. */
export async function dnsNodes(cluster: Cluster): Promise<readonly string[]> {
  const pods = await livingPods(cluster);
  return pods.flatMap(({ spec: { nodeName } }) => (nodeName === undefined ? [] : [nodeName]));
}

async function livingPods(cluster: Cluster): Promise<z.infer<typeof podsSchema>['items']> {
  const pods = await cluster.get('pods', '--namespace', DNS_NAMESPACE, '--selector', SELECTOR);
  return podsSchema.parse(pods).items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** Resolves once the rollout of the Deployment is complete. */
export async function rolledOut(cluster: Cluster): Promise<void> {
  await cluster.ask([
    'rollout',
    'status',
    'deployment/coredns',
    '--namespace',
    DNS_NAMESPACE,
    '--timeout=120s',
  ]);
}

export async function scaleDns(cluster: Cluster, replicas: number): Promise<void> {
  await cluster.ask(['scale', 'deployment/coredns', '--namespace', DNS_NAMESPACE, `--replicas=${replicas}`]);
}

export async function restartDns(cluster: Cluster): Promise<void> {
  await cluster.ask(['rollout', 'restart', 'deployment/coredns', '--namespace', DNS_NAMESPACE]);
}

/** Deletes the first one; resolves once another is ready in its place. */
export async function deleteDnsPod(cluster: Cluster): Promise<void> {
  const names = await cluster.ask([
    'get',
    'pods',
    '--namespace',
    DNS_NAMESPACE,
    '--selector',
    SELECTOR,
    '-o',
    'name',
  ]);
  const [first = ''] = names.split('\n');
  await cluster.ask(['delete', '--namespace', DNS_NAMESPACE, '--grace-period=1', first]);
  await rolledOut(cluster);
}
