/** The set-up of a lab, as a plain value. */

import type { AddressFamily } from '../../src/domain/server.ts';
import type { DnsProgram } from './dns/program.ts';
import type { Fault } from './faults/fault.ts';

/** How the node rewrites the DNS VIP to the DNS pods. */
export const PROXY_STYLES = ['iptables-nft', 'iptables-legacy', 'nftables', 'ipvs', 'none'] as const;
export type ProxyStyle = (typeof PROXY_STYLES)[number];

export interface Topology {
  /** The family of the DNS VIP in resolv.conf. The lab has addresses of both families in any case. */
  readonly family: AddressFamily;
  /** Pods that ask. The first one is where the agent runs. */
  readonly pods: number;
  /** What answers in each DNS pod, one entry a pod. */
  readonly dnsPods: readonly DnsProgram[];
  /** The server that the DNS pods ask for names outside the cluster. Without it those names do not exist. */
  readonly upstream?: DnsProgram;
  readonly proxy: ProxyStyle;
  /** Does the node masquerade pods on their way to the DNS pods? */
  readonly masquerade: boolean;
  /** Is there a node-local cache, and do pods ask it instead of the VIP? */
  readonly nodeLocal: 'absent' | 'present' | 'first-nameserver';
  /** Lines of resolv.conf besides `nameserver`. */
  readonly resolvConf: readonly string[];
  /** Faults from the start; more can be injected later. */
  readonly faults: readonly Fault[];
}

/** kubelet's resolv.conf for a pod of the namespace `default` with dnsPolicy ClusterFirst. */
export const CLUSTER_FIRST = [
  'search default.svc.cluster.local svc.cluster.local cluster.local',
  'options ndots:5',
] as const;

const PLAIN: Topology = {
  family: 4,
  pods: 1,
  dnsPods: ['dnsmasq', 'unbound'],
  proxy: 'iptables-nft',
  masquerade: false,
  nodeLocal: 'absent',
  resolvConf: CLUSTER_FIRST,
  faults: [],
};

/** One pod, two DNS pods behind kube-proxy's iptables rules and no fault, with `differences` applied. */
export function topology(differences: Partial<Topology> = {}): Topology {
  return Object.freeze({ ...PLAIN, ...differences });
}
