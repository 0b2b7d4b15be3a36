/** Worlds that public bug reports describe and that no scenario contains, each with the report. */

import { endpointDown } from './faults/endpoint-down.ts';
import { nameservers } from './faults/nameservers.ts';
import { nodeCacheGone } from './faults/node-cache-gone.ts';
import { ednsBroken, halfDenied } from './faults/odd-answers.ts';
import { oneAtATime, portLimit } from './faults/one-at-a-time.ts';
import { sendRefused } from './faults/send-refused.ts';
import { vipBackends } from './faults/vip-backends.ts';
import type { World } from './world.ts';

export interface ReportedWorld extends World {
  /** Its source: `project#number`, or a document or a version of the kernel. */
  readonly reports: readonly string[];
}

const whole = { begins: 'whole', topology: {} } as const;
/** A delay, so that both queries of a pair are sent before the first answer. */
const TEN_MS = { kind: 'scripted', rules: [{ delayMs: 10 }] } as const;

export const REPORTED_WORLDS = {
  'one-at-a-time': {
    ...whole,
    story:
      'The DNS pods answer one query at a time for each source address and port, also on the direct path.',
    reports: ['firecracker-microvm/firecracker#5512', 'NLnetLabs/unbound#424'],
    topology: { dnsPods: [TEN_MS, TEN_MS] },
    faults: () => [oneAtATime()],
    wanted: ['pair-dropped-on-path'],
  },
  'port-limit': {
    ...whole,
    story:
      'Via the VIP, a datagram is lost if it follows another one from the same port within milliseconds.',
    reports: ['firecracker-microvm/firecracker#5512'],
    faults: () => [portLimit()],
    wanted: ['pair-dropped-on-path'],
  },
  'local-pod-down': {
    ...whole,
    story: "The VIP leads to one DNS pod only, the node's own, and its link is down.",
    reports: ['Kubernetes 1.35: trafficDistribution PreferSameNode'],
    ground: () => [vipBackends([0])],
    faults: () => [endpointDown({ index: 0 })],
    wanted: ['endpoint-down'],
  },
  'unused-pod-down': {
    ...whole,
    story: 'The VIP leads to one DNS pod only, and another one is down: lookups are not affected.',
    reports: ['Kubernetes 1.35: trafficDistribution PreferSameNode'],
    ground: () => [vipBackends([0])],
    faults: () => [endpointDown({ index: 1 })],
    wanted: [],
    alsoTrue: ['endpoint-down'],
  },
  'node-cache-refuses': {
    ...whole,
    story: 'resolv.conf names a node-local cache that does not run; its address is still on the node.',
    reports: ['NodeLocal DNSCache, iptables mode'],
    faults: () => [nodeCacheGone()],
    wanted: ['node-local-down'],
  },
  'node-cache-silent': {
    ...whole,
    story: 'resolv.conf names a node-local cache that does not run, and its address is not on the node.',
    reports: ['NodeLocal DNSCache, iptables mode'],
    faults: () => [nodeCacheGone({ how: 'silent' })],
    wanted: ['node-local-down'],
  },
  'node-cache-on-vip': {
    ...whole,
    story: 'The node-local cache bound the VIP itself, and no longer runs.',
    reports: ['NodeLocal DNSCache, iptables mode'],
    faults: () => [nodeCacheGone({ how: 'on-vip' })],
    wanted: ['node-local-down'],
  },
  'ghost-backend': {
    ...whole,
    story: 'The VIP spreads over the two DNS pods and an address that no longer has a host.',
    reports: ['kubernetes/kubernetes#129617', 'kubernetes/kubernetes#119750', 'kubernetes/kubernetes#70493'],
    faults: () => [vipBackends([0, 1, 'nobody'])],
    wanted: ['vip-leads-astray'],
  },
  'send-eperm': {
    ...whole,
    story: "The pod's own netfilter refuses 30 % of the datagrams that it sends: EPERM.",
    reports: ['deliveryhero/helm-charts#680'],
    faults: () => [sendRefused()],
    wanted: ['send-refused'],
  },
  'rotate-black-hole': {
    ...whole,
    story: 'There are two nameservers, glibc rotates between them, and the second one never answers.',
    reports: ['resolv.conf(5): rotate'],
    faults: () => [nameservers({ servers: ['vip', 'nobody'], lines: ['options rotate'] })],
    wanted: ['nameserver-down'],
  },
  'edns-ignored': {
    ...whole,
    story: 'The DNS pods ignore each query with an OPT record, and resolv.conf has `options edns0`.',
    reports: ['resolv.conf(5): edns0'],
    ground: () => [nameservers({ servers: ['vip'], lines: ['options edns0'] })],
    faults: () => [ednsBroken()],
    wanted: ['edns-broken'],
  },
  'half-denied-name': {
    ...whole,
    story: 'A name has an A record, and its AAAA is answered NXDOMAIN: musl fails, glibc does not.',
    reports: ['onedr0p/home-ops#3806', 'coredns/coredns#779'],
    faults: () => [halfDenied({ name: 'web.default.svc.cluster.local' })],
    wanted: ['half-denied-name'],
    alsoTrue: ['aaaa-broken'],
    names: ['web.default.svc.cluster.local.'],
  },
} as const satisfies Record<string, ReportedWorld>;
