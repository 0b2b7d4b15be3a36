/** The faults of a cluster: how each is started and ended. */

import type { Cause } from '../../../src/domain/cause.ts';
import type { Cluster } from '../harness/cluster.ts';
import { DNS_NAMESPACE } from '../harness/cluster-dns.ts';
import { POD_RANGE, POD_RANGE_6, SLOW_UPSTREAM, UPSTREAM } from '../harness/fabric.ts';
import type { Machine } from '../harness/machine.ts';
import { NODE_LOCAL_NAME } from '../harness/node-local-dns.ts';
import { allAddresses, deleteDnsPod, dnsPods, rolledOut, scaleDns } from './dns-pods.ts';

export type Reach = 'all-nodes' | 'first-node';
/** Ends a fault. */
export type Cure = () => Promise<void>;

export interface Fault {
  readonly name: string;
  /** The causes that are right. */
  readonly truths: readonly Cause[];
  /** The nodes whose agents can see it; all of them by default. The others must claim nothing. */
  readonly reach?: Reach;
  /** If the nodes have different faults: the causes that are right on the first node, on the second, and so on in turn. */
  readonly truthsInTurn?: readonly (readonly Cause[])[];
  /** How long a walk keeps it, in milliseconds. */
  readonly holdMs: number;
  /** Starts the fault. Returns a function that ends it. Calls `begins` at the start of the fault if it has to prepare it first. */
  readonly begin: (cluster: Cluster, begins: () => void) => Promise<Cure>;
}

/** A fault that can be limited to some of the nodes. */
export interface LocalFault extends Fault {
  /** As `begin`, on these nodes only. */
  readonly beginOn: (cluster: Cluster, machines: readonly Machine[], begins: () => void) => Promise<Cure>;
}

/** `fault` on all nodes. */
export function onAllNodes(fault: Omit<LocalFault, 'begin'>): LocalFault {
  return { ...fault, begin: (cluster, begins) => fault.beginOn(cluster, cluster.machines, begins) };
}

/** `fault` on the first node, as if the others had another kernel or network. */
export function onFirstNode(fault: Omit<LocalFault, 'begin'>): LocalFault {
  return {
    ...fault,
    reach: 'first-node',
    begin: (cluster, begins) => fault.beginOn(cluster, cluster.machines.slice(0, 1), begins),
  };
}

/** The command line of the program, at any path of its cache. */
const KUBE_PROXY = '^[^ ]*/kube-proxy[^ ]* --config';

const IN_DNS = ['--namespace', DNS_NAMESPACE];

/** In a route: the node's end of a pod's link, as the CNI plugin `ptp` names it. */
const LINK_OF_POD = /dev (veth\S+)/;

/** What nft(8) compares with an address of either family. */
function at(field: 'saddr' | 'daddr', address: string): string {
  return `${address.includes(':') ? 'ip6' : 'ip'} ${field} ${address}`;
}

/** Before the node's own rules, in a separate table. */
const TABLE = 'inet fault';
const CHAIN = `add table ${TABLE}; add chain ${TABLE} forward { type filter hook forward priority -10; }`;

/**
 * One of two DNS pods gets no packets for its port 53. It stays ready: probes come from the node itself. Each packet is dropped where it
 * leaves its pod, so that other nodes are not affected.
 */
export const blackholedPod = onAllNodes({
  name: 'one DNS pod loses all packets of DNS',
  truths: ['endpoint-down'],
  holdMs: 150_000,
  async beginOn(cluster, machines) {
    const [addresses] = await allAddresses(cluster);
    return nftFault(
      machines,
      addresses.map(
        (pod) => `iifname "veth*" ${at('daddr', pod)} meta l4proto { tcp, udp } th dport 53 drop`,
      ),
    );
  },
});

/** All DNS pods lose all packets to and from their port 53, and stay ready. */
export const silentPods: Fault = {
  name: 'all DNS pods lose all packets of DNS',
  truths: ['endpoint-down'],
  holdMs: 130_000,
  async begin(cluster) {
    const pods = (await allAddresses(cluster)).flat();
    const rules = pods.flatMap((pod) => [
      `${at('daddr', pod)} meta l4proto { tcp, udp } th dport 53 drop`,
      `${at('saddr', pod)} meta l4proto { tcp, udp } th sport 53 drop`,
    ]);
    return nftFault(cluster.machines, rules);
  },
};

/** The link of one of two DNS pods is down. The kubelet finds it not ready after half a minute. */
export const unpluggedPod: Fault = {
  name: "one DNS pod's link is down",
  truths: ['endpoint-down'],
  holdMs: 60_000,
  async begin(cluster) {
    const [pod] = await dnsPods(cluster);
    for (const { network } of cluster.machines) {
      const route = await network.run(['ip', '-4', 'route', 'get', pod]);
      const device = LINK_OF_POD.exec(route)?.[1];
      if (device === undefined) continue;
      const back = [`link set ${device} up`, `route replace ${pod}/32 dev ${device} src ${sourceIn(route)}`];
      await network.ip([`link set ${device} down`]);
      return () => network.ip(back);
    }
    throw new Error(`no node has a link to ${pod}`);
  },
};

/** There is no DNS pod: kube-proxy refuses packets to the VIP. */
export const noPods: Fault = {
  name: 'CoreDNS is scaled to 0',
  truths: ['vip-unreachable'],
  holdMs: 130_000,
  async begin(cluster) {
    await scaleDns(cluster, 0);
    return async () => {
      await scaleDns(cluster, 2);
      await rolledOut(cluster);
    };
  },
};

/** Each packet is dropped where it leaves its pod, so that a DNS pod on another node loses no more than one on the same node. */
const loss: Omit<LocalFault, 'begin'> = {
  name: "a fifth of all packets from a node's pods to DNS pods is lost",
  truths: ['packet-loss'],
  holdMs: 150_000,
  beginOn: (_, machines) =>
    nftFault(
      machines,
      [POD_RANGE, POD_RANGE_6].map(
        (pods) =>
          `iifname "veth*" ${at('daddr', pods)} meta l4proto { tcp, udp } th dport 53 numgen random mod 100 < 20 drop`,
      ),
    ),
};
export const lossOnAllNodes = onAllNodes(loss);
export const lossOfAFifth = onFirstNode({
  ...loss,
  name: "a fifth of all packets from the first node's pods to DNS pods is lost",
});

/** Packets to the server that CoreDNS forwards to are dropped. */
export const silentUpstream: Fault = {
  name: 'the upstream server is silent',
  truths: ['upstream-slow', 'upstream-error'],
  holdMs: 150_000,
  begin: (cluster) =>
    outsideRule(
      cluster,
      'input { type filter hook input priority 0; }',
      'input meta l4proto { tcp, udp } th dport 53 drop',
    ),
};

/**
 * The server that CoreDNS forwards to takes three seconds for each answer. CoreDNS waits two seconds for it (plugin/pkg/proxy,
 * `readTimeout`), so most lookups end in SERVFAIL: that the server gives errors is true as well.
 */
export const slowUpstream: Fault = {
  name: 'the upstream server is slow',
  truths: ['upstream-slow', 'upstream-error'],
  holdMs: 150_000,
  begin: (cluster) =>
    outsideRule(
      cluster,
      'prerouting { type nat hook prerouting priority -100; }',
      `prerouting ip daddr ${UPSTREAM} udp dport 53 dnat ip to ${SLOW_UPSTREAM}`,
    ),
};

/** Adds a chain with one rule where the upstream server is. Resolves to what removes it. */
async function outsideRule({ fabric }: Cluster, chain: string, rule: string): Promise<Cure> {
  const { namespace } = fabric;
  await namespace.nft(`add table ${TABLE}\nadd chain ${TABLE} ${chain}\nadd rule ${TABLE} ${rule}`);
  return () => namespace.nft(`delete table ${TABLE}`);
}

/** The node-local cache does not run. Nothing listens at its address, so the node refuses queries to it. */
export const stoppedCache: Fault = {
  name: 'the node-local cache is stopped',
  truths: ['node-local-down'],
  holdMs: 120_000,
  async begin(cluster) {
    const select = (nodes: string) => {
      const patch = JSON.stringify({ spec: { template: { spec: { nodeSelector: { cache: nodes } } } } });
      return cluster.ask(['patch', 'daemonset', NODE_LOCAL_NAME, ...IN_DNS, '--patch', patch]);
    };
    await cluster.ask(['label', 'nodes', '--all', '--overwrite', 'cache=here']);
    await select('nowhere');
    return async () => {
      await select('here');
      await cluster.ask(['rollout', 'status', `daemonset/${NODE_LOCAL_NAME}`, ...IN_DNS, '--timeout=120s']);
    };
  },
};

/** kube-proxy is stopped while a DNS pod is replaced: the VIP still leads to the old pod. */
export const frozenProxy: Fault = {
  name: 'kube-proxy stands still while a DNS pod is replaced',
  truths: ['vip-leads-astray', 'endpoint-down'],
  holdMs: 130_000,
  async begin(cluster) {
    const thaw = await freezeProxy(cluster);
    await deleteDnsPod(cluster);
    return thaw;
  },
};

/** Stops kube-proxy on all machines. Returns a function that lets it continue. */
export async function freezeProxy(cluster: Cluster): Promise<Cure> {
  const signal = async (name: string) => {
    for (const machine of cluster.machines) await machine.run(['pkill', `-${name}`, '-f', KUBE_PROXY]);
  };
  await signal('STOP');
  return () => signal('CONT');
}

/** Adds `rules` for forwarded packets on each of `machines`. */
async function nftFault(machines: readonly Machine[], rules: readonly string[]): Promise<Cure> {
  const networks = machines.map(({ network }) => network);
  const text = [CHAIN, ...rules.map((rule) => `add rule ${TABLE} forward ${rule}`)].join('\n');
  for (const network of networks) await network.nft(text);
  return async () => {
    for (const network of networks) await network.nft(`delete table ${TABLE}`);
  };
}

function sourceIn(route: string): string {
  return /src (\S+)/.exec(route)?.[1] ?? '';
}
