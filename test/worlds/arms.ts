/** Whom the agent asks in a world, and in which ways. */

import type { Strategy } from '../../src/domain/strategy.ts';
import { ABSENT, type Holder, type Way } from './packet.ts';
import type { World } from './world.ts';

export const VIP = '10.96.0.10';
export const NODE_LOCAL = '169.254.20.10';
export const INSIDE = 'kubernetes.default.svc.cluster.local.';
export const OUTSIDE = 'example.com.';
/** Below the suffix of the strategy `uncached`. The label is random on the wire; here it only has to be in no cache. */
const RANDOM = 'fivesec-7f3a9c.invalid.';
const GONE = '10.244.9.9';

const CLASSIC = ['pair', 'race', 'separate', 'staggered', 'sequential', 'reopen', 'tcp', 'sticky'] as const;
/** Strategies that are dealt now and then. */
const NEWER = ['edns', 'uncached', 'nameserver'] as const;

export interface Arm {
  readonly strategy: Strategy;
  readonly address: string;
  readonly name: string;
  readonly transport: 'udp' | 'tcp';
  readonly way: Way;
  /** For the way `pod`: its index, or ABSENT. */
  readonly pod: number;
  readonly nameserver: number;
  readonly holder: Holder;
}

/** `classic` leaves out the newer strategies. */
export type ArmChoice = 'classic' | 'all';

/** The address on the first line `nameserver` of resolv.conf. */
export function firstNameserver({ cache }: World): string {
  return cache.place === 'first' ? NODE_LOCAL : VIP;
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

/** What the rotation deals from. */
export function armsOf(world: World, choice: ArmChoice): Arm[] {
  const newer = choice === 'all' ? NEWER : [];
  const has = (strategy: Strategy) => (newer as readonly string[]).includes(strategy);
  return [
    ...CLASSIC.map((strategy) => byFirst(world, strategy)),
    ...(world.outside ? [byFirst(world, 'pair', OUTSIDE)] : []),
    ...knownPods(world).flatMap(({ address, pod }) =>
      (['udp', 'tcp'] as const).map((transport): Arm => {
        return { ...byFirst(world, 'endpoint'), address, pod, transport, way: 'pod' };
      }),
    ),
    ...(world.cache.known ? [nodeLocal(world)] : []),
    ...(has('edns') ? [byFirst(world, 'edns')] : []),
    ...(has('uncached') ? [byFirst(world, 'uncached', RANDOM)] : []),
    ...(has('nameserver') ? furtherNameservers(world) : []),
  ];
}

/** By the nameserver that applications ask first: the VIP, or the node's cache. */
export function byFirst(world: World, strategy: Strategy, name = INSIDE): Arm {
  const cached = world.cache.place === 'first' || world.cache.place === 'on-vip';
  return {
    strategy,
    address: firstNameserver(world),
    name,
    transport: strategy === 'tcp' ? 'tcp' : 'udp',
    way: cached ? 'cache' : 'vip',
    pod: ABSENT,
    nameserver: 0,
    holder: name === INSIDE ? 'cluster' : name === OUTSIDE ? 'outside' : 'random',
  };
}

/** One of the further nameservers: another resolver, that holds the cluster's names as well. */
export function byFurther(world: World, nameserver: number, name = INSIDE): Arm {
  const first = byFirst(world, 'nameserver', name);
  return { ...first, address: `192.0.2.${52 + nameserver}`, nameserver, way: 'nameserver' };
}

function furtherNameservers(world: World): Arm[] {
  return Array.from({ length: world.nameservers - 1 }, (_, index) => byFurther(world, index + 1));
}

function nodeLocal(world: World): Arm {
  return { ...byFirst(world, 'node-local'), address: NODE_LOCAL, way: 'cache' };
}
