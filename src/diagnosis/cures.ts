/** What to change for each cause, in order of preference. `shownBy` is the strategy that stands for the change. */

import type { Cause } from '../domain/cause.ts';
import type { Strategy } from '../domain/strategy.ts';

export interface Cure {
  readonly change: string;
  readonly shownBy?: Strategy;
  /**
   * The option that the webhook puts into every new pod. Whoever injects changes pods of people who never asked, so
   * such a cure is offered only where it was measured, and injection only where that shows clearly that it helps.
   */
  readonly injects?: string;
}

const NODE_LOCAL: Cure = {
  change: 'Run NodeLocal DNSCache: queries to it are neither rewritten nor tracked',
  shownBy: 'node-local',
};
const REOPEN: Cure = {
  change: 'Set `options single-request-reopen` (dnsConfig): glibc only, musl ignores it and Go gains nothing',
  shownBy: 'reopen',
  injects: 'single-request-reopen',
};
const SEQUENTIAL: Cure = {
  change: 'Set `options single-request` (dnsConfig): glibc and Go, musl ignores it',
  shownBy: 'sequential',
};
const USE_VC: Cure = {
  change: 'Set `options use-vc` (dnsConfig), DNS over TCP: glibc and Go, musl ignores it',
  shownBy: 'tcp',
};
const SEPARATE: Cure = {
  change: "Use a resolver with a socket for each query, as Go's own is, in the workloads that suffer",
  shownBy: 'separate',
};
const STAGGER: Cure = {
  change: 'Delay AAAA queries by a few milliseconds on the node with tc(8): works for musl too',
  shownBy: 'staggered',
};
const FEWER_NAMES: Cure = {
  change:
    'Ask for fewer names: a trailing dot in configured host names, or `ndots:2` (dnsConfig), musl included',
};

export const CURES: Readonly<Record<Cause, readonly Cure[]>> = {
  'conntrack-race': [
    {
      change:
        'Run a kernel that repairs the clash: 5.6 or later, 6.12 or later where packets pass through NFQUEUE',
    },
    NODE_LOCAL,
    REOPEN,
    SEQUENTIAL,
    USE_VC,
    SEPARATE,
    STAGGER,
  ],
  'snat-port-race': [
    { change: 'Masquerade with `--random-fully` (iptables) or `masquerade fully-random` (nftables)' },
    {
      change: 'Do not masquerade traffic from pods to Services: check the cluster CIDR of kube-proxy and CNI',
    },
    NODE_LOCAL,
    { change: 'Give the node more addresses to masquerade with' },
  ],
  'conntrack-full': [
    { change: 'Raise net.netfilter.nf_conntrack_max and the number of buckets (hashsize)' },
    { change: 'Find who opens so many connections: `conntrack -L` by source' },
    { change: 'Shorten nf_conntrack_udp_timeout, so that answered queries leave the table sooner' },
    NODE_LOCAL,
  ],
  'stale-conntrack': [
    {
      change: 'Restart the client, or delete its entries: `conntrack -D -p udp --orig-dst <VIP> --dport 53`',
    },
    { change: 'Run kube-proxy 1.32 or later, which deletes stale UDP entries in every round' },
    { change: 'Let clients open a fresh socket for each lookup', shownBy: 'pair' },
    NODE_LOCAL,
  ],
  'endpoint-down': [
    { change: 'Delete the DNS pod that does not answer, and see on which node it ran' },
    { change: 'Let the readiness probe of the DNS pods fail when they do not answer' },
    { change: 'Run one more DNS pod, and spread them over nodes' },
  ],
  'vip-unreachable': [
    { change: 'See whether a DNS pod is ready (the EndpointSlices of the DNS Service), and why none is' },
    {
      change:
        "If one is, look at this node's kube-proxy (or what replaces it): its rules for the DNS Service are missing",
    },
    { change: 'Restart kube-proxy on this node' },
  ],
  'node-local-down': [
    { change: 'Look at the NodeLocal DNSCache pod of this node: its memory limit, its last exit' },
    { change: 'Let it roll with maxSurge, so that it is not gone while it is replaced' },
    { change: 'Take the node out of use until its cache answers' },
  ],
  'server-slow': [
    { change: 'Give the DNS pods more CPU, or no CPU limit; look at their throttling' },
    { change: 'Run more DNS pods, or the cluster-proportional autoscaler' },
    NODE_LOCAL,
    FEWER_NAMES,
  ],
  'upstream-slow': [
    {
      change: 'Look at the upstream resolvers of the DNS pods (`forward` in the Corefile), and their limits',
    },
    { change: 'Cache longer, and serve stale answers (`cache` and `serve_stale` in the Corefile)' },
    { change: 'Add a second upstream resolver' },
    FEWER_NAMES,
  ],
  'server-error': [
    { change: "Read the DNS pods' log for the names that fail (`errors` and `log` in the Corefile)" },
    { change: 'REFUSED for many names at once: raise max_concurrent, or make the upstream faster' },
  ],
  'aaaa-broken': [
    { change: 'Answer AAAA with no data where there is no IPv6 (`template ANY AAAA` in the Corefile)' },
    { change: 'Set `options no-aaaa` (dnsConfig): glibc 2.36 or later, musl and Go ignore it' },
    { change: 'Repair the server or firewall that drops AAAA' },
  ],
  'udp-blocked': [{ change: 'Allow UDP port 53 to the DNS pods in network policies and firewalls' }, USE_VC],
  'tcp-blocked': [{ change: 'Allow TCP port 53 to the DNS pods in network policies and firewalls' }],
  'packet-loss': [
    { change: "Look at the node's links, its overlay and MTU, and the cloud's packet limits (`ethtool -S`)" },
    { change: 'Compare with other nodes: is it this one, or all?' },
    USE_VC,
    NODE_LOCAL,
  ],
  'receive-buffer': [
    { change: 'Raise net.core.rmem_default, or give the process that reads too slowly more CPU' },
  ],
  'node-backlog': [
    { change: 'Raise net.core.netdev_max_backlog, and spread interrupts over CPUs (RPS)' },
    { change: 'Find what floods this node with packets' },
  ],
  'search-amplification': [
    FEWER_NAMES,
    { change: 'Let the server search (`autopath` in the Corefile)' },
    NODE_LOCAL,
  ],
  'agent-starved': [
    { change: "Raise fivesec's CPU limit or drop it: what it measured meanwhile says nothing about DNS" },
  ],
  'clash-expired': [
    { change: 'Make slow answers faster: look at the upstream resolvers, and cache longer' },
    NODE_LOCAL,
    REOPEN,
    SEQUENTIAL,
    USE_VC,
    SEPARATE,
  ],
  'clash-repaired': [{ change: 'Nothing: the kernel repairs these clashes, and nothing is lost' }],
  'not-enough-evidence': [
    { change: 'Measure longer, or run `fivesec check` on this node while it stalls' },
    {
      change: "Give fivesec the node's counters (--proc-net) and the DNS pods' addresses (--endpoints-name)",
    },
    {
      change:
        'Where nothing answers at all: see that the address is right, that the DNS pods are ready, and that no policy shuts fivesec out',
    },
  ],
};
