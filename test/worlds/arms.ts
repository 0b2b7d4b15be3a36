/** The arms that the agent has in a world, and the path that each of them takes. */

import type { Server } from '../../src/domain/server.ts';
import { REGULAR, STRATEGY_IDS, type Strategy, specOf } from '../../src/domain/strategy.ts';
import { seededRandom } from '../../src/platform/random.ts';
import { arms, type Arm as ProbeArm } from '../../src/probe/arms.ts';
import { ABSENT, type Holder, type Way } from './packet.ts';
import type { World } from './world.ts';

const PORT = 53;
export const VIP: Server = { address: '10.96.0.10', port: PORT };
const NODE_LOCAL: Server = { address: '169.254.20.10', port: PORT };
export const INSIDE = 'kubernetes.default.svc.cluster.local.';
export const OUTSIDE = 'example.com.';
/** A name with many addresses. */
const LARGE = 'many.default.svc.cluster.local.';
const UNCACHED_SUFFIX = 'invalid.';
const GONE = '10.244.9.9';

/** An arm of the agent, and what the network does with its queries. */
export interface Arm extends ProbeArm {
  readonly way: Way;
  /** For the way `pod`: its index, or ABSENT. */
  readonly pod: number;
  /** Index in resolv.conf, for the way `nameserver`. */
  readonly nameserver: number;
  readonly holder: Holder;
}

/** `classic` leaves out the occasional strategies. */
export type ArmChoice = 'classic' | 'all';

/** How the agent is set up: its arms, and whether it may read the node's conntrack table. */
export interface Setup {
  readonly arms: ArmChoice;
  readonly flows: boolean;
}

/** Those of resolv.conf, in order. The further ones are other resolvers, that hold the cluster's names as well. */
export function nameserversOf({ nameservers, cache }: World): readonly Server[] {
  return Array.from({ length: nameservers }, (_, index) => {
    if (index > 0) return { address: `192.0.2.${52 + index}`, port: PORT };
    return cache.place === 'first' ? NODE_LOCAL : VIP;
  });
}

/** The pods' addresses that the agent knows, with their index. */
export function knownPods({ pods, list }: World): { readonly address: string; readonly pod: number }[] {
  const all = Array.from({ length: pods }, (_, pod) => ({ address: podAddress(pod), pod }));
  switch (list) {
    case 'exact':
      return all;
    case 'stale':
      return [...all, { address: GONE, pod: ABSENT }];
    case 'partial':
      return all.slice(0, -1);
    case 'unknown':
      return [];
  }
}

export function podAddress(pod: number): string {
  return pod === ABSENT ? GONE : `10.244.0.${pod + 2}`;
}

/**
 * The arms of the rotation, with those to `backends`: addresses behind the VIP that the agent has found in the conntrack table. The label of
 * the random name is the same each time: here it only must be in no cache.
 */
export function armsOf(world: World, choice: ArmChoice, backends: readonly string[] = []): readonly Arm[] {
  const known = knownPods(world);
  const nameservers = nameserversOf(world);
  const made = arms({
    nameservers,
    endpoints: [...known.map(({ address }) => address), ...backends].map((address) => ({
      address,
      port: PORT,
    })),
    nodeLocal: world.cache.known ? NODE_LOCAL : undefined,
    hostIps: cacheSeen(world) ? [VIP.address] : [],
    names: world.outside ? [INSIDE, OUTSIDE] : [INSIDE],
    clusterDomain: 'cluster.local',
    strategies: choice === 'classic' ? REGULAR : STRATEGY_IDS,
    uncachedSuffix: UNCACHED_SUFFIX,
    largeName: world.large ? LARGE : undefined,
    random: seededRandom(`world ${world.seed} names`),
  });
  const podAt = new Map(Array.from({ length: world.pods }, (_, pod) => [podAddress(pod), pod]));
  return made.map((arm): Arm => {
    const index = Math.max(0, nameservers.indexOf(arm.server));
    const pod = podAt.get(arm.server.address) ?? ABSENT;
    return { ...arm, way: wayOf(world, arm), pod, nameserver: index, holder: holderOf(arm) };
  });
}

/** Whoever reads the node's procfs sees there that the cache has bound the VIP. */
function cacheSeen({ cache, counters }: World): boolean {
  return cache.place === 'on-vip' && counters !== 'absent';
}

/** A plain pair to the nameserver of this index: what an application's lookup sends. */
export function byNameserver(world: World, index: number, name: string): Arm {
  const strategy: Strategy = index === 0 ? 'pair' : 'nameserver';
  const { target } = specOf(strategy);
  const server = nameserversOf(world)[index] ?? VIP;
  const arm: ProbeArm = { strategy, server, target, name, transport: 'udp' };
  return { ...arm, way: wayOf(world, arm), pod: ABSENT, nameserver: index, holder: holderOf(arm) };
}

/** The node's cache may stand in the VIP's place. */
function wayOf({ cache }: World, { strategy, server }: ProbeArm): Way {
  switch (specOf(strategy).target) {
    case 'endpoint':
      return 'pod';
    case 'nameserver':
      return 'nameserver';
    case 'node-local':
      return 'cache';
    case 'vip':
      return cache.place === 'on-vip' || server.address === NODE_LOCAL.address ? 'cache' : 'vip';
  }
}

function holderOf({ strategy, name }: ProbeArm): Holder {
  if (specOf(strategy).asks === 'uncached') return 'random';
  return name === OUTSIDE ? 'outside' : 'cluster';
}
