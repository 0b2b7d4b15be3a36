import { expect, it } from 'vitest';
import type { Cluster } from '../harness/cluster.ts';
import { allAddresses, dnsNodes, dnsPods } from './dns-pods.ts';

function pod(nodeName: string, ips: readonly string[], deletionTimestamp?: string): object {
  return {
    metadata: { name: `coredns-${nodeName}`, ...(deletionTimestamp && { deletionTimestamp }) },
    spec: { nodeName },
    status: { podIP: ips[0], podIPs: ips.map((ip) => ({ ip })) },
  };
}

function clusterWith(...items: readonly object[]): Cluster {
  return { get: async () => ({ items }) } as unknown as Cluster;
}

const cluster = clusterWith(
  pod('node1', ['10.244.0.2', 'fd00:10:244::2'], '2026-12-01T03:00:00Z'),
  pod('node4', ['10.244.3.2', 'fd00:10:244:3::2']),
  pod('node7', ['10.244.6.2', 'fd00:10:244:6::2']),
);

it('leave out pods that are terminating', async () => {
  expect(await dnsPods(cluster)).toEqual(['10.244.3.2', '10.244.6.2']);
  expect(await dnsNodes(cluster)).toEqual(['node4', 'node7']);
});

it('have an address of each family', async () => {
  expect(await allAddresses(cluster)).toEqual([
    ['10.244.3.2', 'fd00:10:244:3::2'],
    ['10.244.6.2', 'fd00:10:244:6::2'],
  ]);
});

it('leave out pods that have no address yet, and pods without a node', async () => {
  const pending = { metadata: { name: 'coredns-x' }, spec: {}, status: {} };
  const young = clusterWith(pending, pod('node2', ['10.244.1.2']));
  expect([await dnsPods(young), await allAddresses(young), await dnsNodes(young)]).toEqual([
    ['10.244.1.2'],
    [['10.244.1.2']],
    ['node2'],
  ]);
});

it('are an error if there is none', async () => {
  await expect(dnsPods(clusterWith())).rejects.toThrow('no DNS pod');
  await expect(allAddresses(clusterWith())).rejects.toThrow('no DNS pod');
});
