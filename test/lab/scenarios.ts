/** The scenarios of the lab: a topology, its faults, and the true cause. */

import type { Cause } from '../../src/domain/cause.ts';
import { aaaaBroken } from './faults/aaaa-broken.ts';
import { agentStarved } from './faults/agent-starved.ts';
import { background } from './faults/background.ts';
import { blocked } from './faults/blocked.ts';
import { clashExpired } from './faults/clash-expired.ts';
import { conntrackFull } from './faults/conntrack-full.ts';
import { dnatRace } from './faults/dnat-race.ts';
import { dnatRaceLegacy } from './faults/dnat-race-legacy.ts';
import { endpointDown } from './faults/endpoint-down.ts';
import type { Fault } from './faults/fault.ts';
import { healthy } from './faults/healthy.ts';
import { nodeLocalDown } from './faults/node-local-down.ts';
import { packetLoss } from './faults/packet-loss.ts';
import { receiveBuffer } from './faults/receive-buffer.ts';
import { searchAmplification } from './faults/search-amplification.ts';
import { serverError } from './faults/server-error.ts';
import { serverSlow, upstreamSlow } from './faults/server-slow.ts';
import { snatRace } from './faults/snat-race.ts';
import { staleConntrack } from './faults/stale-conntrack.ts';
import { vipUnreachable } from './faults/vip-unreachable.ts';
import type { Topology } from './topology.ts';

export interface Scenario {
  /** One sentence: what goes wrong. */
  readonly story: string;
  /** Differences from the plain topology. */
  readonly topology: Partial<Topology>;
  /** The faults, with the strength `percent` (0 to 100) if they have one. */
  readonly faults: (percent: number) => readonly Fault[];
  /** What exists before the faults begin, and stays. */
  readonly beforehand?: () => readonly Fault[];
  /** The default strength. Undefined if the fault has no strength. */
  readonly percent?: number;
  /** `whole`: from the start. `midway`: it needs traffic that exists already, so it is injected later. */
  readonly begins: 'whole' | 'midway';
  /** The cause that a right verdict names; undefined if no alarm is right. */
  readonly cause: Cause | undefined;
  /** Further causes that are true as well. */
  readonly alsoTrue?: readonly Cause[];
  /** The fault acts on the path through the proxy. It can't act if pods ask a DNS pod directly. */
  readonly needsProxy?: true;
  /** A name outside the cluster that must be looked up for the fault to show. */
  readonly name?: string;
}

/**
 * A server on the same machine may answer the first query before the second one is sent; then there is no race.
 * A server on another node never answers so early.
 */
const AN_ANSWER_TAKES_A_MILLISECOND = { kind: 'scripted', rules: [{ delayMs: 1 }] } as const;

const plain = { topology: {}, begins: 'whole' } as const;
const behindTheProxy = { ...plain, needsProxy: true } as const;

const SCENARIOS = {
  healthy: {
    ...plain,
    story: 'Nothing is wrong.',
    faults: () => [healthy()],
    cause: undefined,
    alsoTrue: ['clash-repaired'],
  },
  'snat-race': {
    ...behindTheProxy,
    story:
      'The node masquerades pods, and sometimes gives two flows the same source port: the kernel drops one of them.',
    topology: { masquerade: true },
    faults: (percent) => [snatRace({ percent })],
    percent: 10,
    cause: 'snat-port-race',
  },
  'dnat-race': {
    ...behindTheProxy,
    story: "A and AAAA clash in another pod, and this machine's kernel repairs it.",
    topology: { pods: 2 },
    faults: () => [dnatRace()],
    cause: undefined,
    alsoTrue: ['clash-repaired'],
  },
  'dnat-race-legacy': {
    ...behindTheProxy,
    story: 'A and AAAA clash as on an old kernel: the second of the two is dropped.',
    topology: { dnsPods: [AN_ANSWER_TAKES_A_MILLISECOND, AN_ANSWER_TAKES_A_MILLISECOND] },
    faults: (percent) => [dnatRaceLegacy({ percent })],
    percent: 30,
    cause: 'conntrack-race',
  },
  'clash-expired': {
    ...behindTheProxy,
    story:
      'The kernel repairs clashes, but the repair lasts one second, and the DNS pods take longer to answer.',
    faults: (percent) => [clashExpired({ pairsPercent: percent })],
    percent: 40,
    cause: 'clash-expired',
    alsoTrue: ['server-slow'],
  },
  'conntrack-full': {
    ...behindTheProxy,
    story: "The node's conntrack table is full for a part of the time.",
    faults: (percent) => [conntrackFull({ percent })],
    percent: 50,
    cause: 'conntrack-full',
  },
  'stale-conntrack': {
    ...behindTheProxy,
    story: 'A DNS pod was replaced while a long-lived socket used it; its conntrack entry stayed.',
    faults: () => [staleConntrack()],
    begins: 'midway',
    cause: 'stale-conntrack',
  },
  'endpoint-down': {
    ...plain,
    story: "One DNS pod's link is down, and the proxy still sends queries to it.",
    topology: { dnsPods: ['dnsmasq', 'unbound', 'dnsmasq'] },
    faults: () => [endpointDown()],
    cause: 'endpoint-down',
  },
  'vip-unreachable': {
    ...behindTheProxy,
    story: "The node's rules for the DNS VIP are gone.",
    faults: () => [vipUnreachable()],
    cause: 'vip-unreachable',
  },
  'no-endpoints': {
    ...behindTheProxy,
    story: 'No DNS pod is ready, and the node refuses packets to the VIP.',
    faults: () => [vipUnreachable({ how: 'no-endpoints' })],
    cause: 'vip-unreachable',
  },
  'packet-loss': {
    ...plain,
    story: 'The network loses datagrams, both queries and answers.',
    faults: (percent) => [packetLoss({ percent })],
    percent: 10,
    cause: 'packet-loss',
  },
  'aaaa-broken': {
    ...plain,
    story: 'The DNS pods never answer AAAA.',
    faults: (percent) => [aaaaBroken({ percent })],
    percent: 100,
    cause: 'aaaa-broken',
  },
  'aaaa-servfail': {
    ...plain,
    story: 'The DNS pods answer AAAA with SERVFAIL.',
    faults: (percent) => [aaaaBroken({ how: 'servfail', percent })],
    percent: 100,
    cause: 'aaaa-broken',
  },
  'udp-blocked': {
    ...plain,
    story: 'A firewall lets DNS pass over TCP, not over UDP.',
    faults: () => [blocked({ transport: 'udp' })],
    cause: 'udp-blocked',
  },
  'tcp-blocked': {
    ...plain,
    story: 'A firewall lets DNS pass over UDP, not over TCP.',
    faults: () => [blocked({ transport: 'tcp' })],
    cause: 'tcp-blocked',
  },
  'server-slow': {
    ...plain,
    story: 'The DNS pods take up to four seconds to answer.',
    faults: () => [serverSlow({ ms: 4000 })],
    cause: 'server-slow',
  },
  'upstream-slow': {
    ...plain,
    story:
      'The server behind the DNS pods takes up to four seconds; names inside of the cluster are not affected.',
    topology: { upstream: 'unbound' },
    faults: () => [upstreamSlow({ ms: 4000 })],
    cause: 'upstream-slow',
    name: 'www.example.',
  },
  'server-error': {
    ...plain,
    story: 'The DNS pods answer SERVFAIL.',
    faults: (percent) => [serverError({ rcode: 'SERVFAIL', percent })],
    percent: 100,
    cause: 'server-error',
  },
  'receive-buffer': {
    ...plain,
    story: "Unrequested datagrams overflow the client's receive buffer.",
    faults: () => [receiveBuffer()],
    cause: 'receive-buffer',
    // The program that floods, in place of the DNS servers, does not support TCP.
    alsoTrue: ['tcp-blocked'],
  },
  'search-amplification': {
    ...plain,
    story: 'A name with few dots is tried with eight search domains first, and each try takes 300 ms.',
    faults: () => [searchAmplification({ domains: 8, ms: 300 })],
    cause: 'search-amplification',
    name: 'www.shop.example',
  },
  'node-local-down': {
    ...plain,
    story: 'The node-local cache is down; the DNS pods are healthy.',
    topology: { nodeLocal: 'present' },
    faults: () => [nodeLocalDown()],
    cause: 'node-local-down',
  },
  'agent-starved': {
    ...plain,
    story: 'fivesec itself gets 5 % of a CPU; DNS is healthy.',
    faults: (percent) => [agentStarved({ percent })],
    percent: 5,
    cause: undefined,
    alsoTrue: ['agent-starved'],
  },
  background: {
    ...plain,
    story: "The network loses datagrams, and another pod's flows increase insert_failed at the same time.",
    topology: { pods: 2 },
    beforehand: () => [background()],
    faults: (percent) => [packetLoss({ percent })],
    percent: 10,
    cause: 'packet-loss',
  },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;
export const SCENARIO_NAMES = Object.keys(SCENARIOS) as readonly ScenarioName[];

export function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(SCENARIOS, name);
}

/** The scenario in the common type of the table. */
export function scenarioOf(name: ScenarioName): Scenario {
  return SCENARIOS[name];
}
