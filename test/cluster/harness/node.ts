/** The programs of a node: containerd, kubelet and kube-proxy. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { NODE_LOCAL } from '../../lab/ground/addresses.ts';
import { makeNodeLocalAddress } from '../../lab/ground/node-local.ts';
import { RUNTIME_SOCKET, startContainerRuntime } from './container-runtime.ts';
import { machineAddress, POD_RANGE, POD_RANGE_6, podSubnet, UPSTREAM } from './fabric.ts';
import type { Machine } from './machine.ts';
import { nodeProgram } from './programs.ts';

export const PROXY_MODES = ['iptables', 'nftables'] as const;
export type ProxyMode = (typeof PROXY_MODES)[number];
export const DNS_VIP = '10.96.0.10';
/** The second address of the DNS Service, in a cluster with both address families. */
export const DNS_VIP_6 = 'fd00:10:96::a';

export interface NodePlan {
  /** The number of its machine, from 0. */
  readonly index: number;
  readonly proxy: ProxyMode;
  readonly nodeLocal: boolean;
  /** IPv4 and IPv6, IPv4 first. */
  readonly dualStack: boolean;
  /** A kubeconfig of this cluster. */
  readonly config: string;
  /** Images to import, as OCI archives. */
  readonly archives: readonly string[];
  /** The parent of the pods' cgroups, in every hierarchy. */
  readonly cgroup: string;
}

/** Starts them; the node is not ready yet. */
export async function startNode(machine: Machine, plan: NodePlan): Promise<void> {
  if (plan.nodeLocal) await makeNodeLocalAddress(machine.network);
  const families = plan.dualStack ? ([4, 6] as const) : ([4] as const);
  const subnets = families.map((family) => podSubnet(plan.index, family));
  await startContainerRuntime(machine, subnets, plan.archives);
  const write = (name: string, text: string) => {
    writeFileSync(join(machine.place, name), text);
    return join(machine.place, name);
  };
  const resolvConf = write('resolv.conf', `nameserver ${UPSTREAM}\n`);
  await machine.serve('kubelet', [
    nodeProgram('kubelet'),
    `--config=${write('kubelet.yaml', stringify(kubeletSettings(plan, resolvConf)))}`,
    `--kubeconfig=${plan.config}`,
    `--hostname-override=${machine.name}`,
    `--node-ip=${families.map((family) => machineAddress(plan.index, family)).join(',')}`,
  ]);
  await machine.serve('kube-proxy', [
    nodeProgram('kube-proxy'),
    `--config=${write('kube-proxy.yaml', stringify(proxySettings(plan, machine.name)))}`,
  ]);
}

function kubeletSettings({ cgroup, nodeLocal, dualStack }: NodePlan, resolvConf: string): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' },
    containerRuntimeEndpoint: `unix://${RUNTIME_SOCKET}`,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: cgroup,
    failCgroupV1: false,
    clusterDNS: [nodeLocal ? NODE_LOCAL[4] : DNS_VIP, ...(dualStack ? [DNS_VIP_6] : [])],
    clusterDomain: 'cluster.local',
    resolvConf,
    failSwapOn: false,
    enforceNodeAllocatable: ['none'],
    // The kubelet must not evict pods because the disk of this machine is nearly full.
    evictionHard: {
      'memory.available': '0%',
      'nodefs.available': '0%',
      'nodefs.inodesFree': '0%',
      'imagefs.available': '0%',
    },
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
  };
}

function proxySettings({ proxy, config, dualStack }: NodePlan, name: string): object {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: proxy,
    hostnameOverride: name,
    clientConnection: { kubeconfig: config },
    clusterCIDR: [POD_RANGE, ...(dualStack ? [POD_RANGE_6] : [])].join(','),
    // The conntrack limit applies to the whole machine, so kube-proxy must not change it.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
  };
}
