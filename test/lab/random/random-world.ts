/** The world of a seed: its topology, and zero, one or two kinds of faults in it. */

import type { AddressFamily } from '../../../src/domain/server.ts';
import { assertNever } from '../../../src/platform/assert-never.ts';
import type { DnsProgram } from '../dns/program.ts';
import type { Fault } from '../faults/fault.ts';
import { nameservers } from '../faults/nameservers.ts';
import { vipBackends } from '../faults/vip-backends.ts';
import { NOBODY } from '../ground/addresses.ts';
import { CLUSTER_FIRST, type Topology } from '../topology.ts';
import type { World } from '../world.ts';
import { Draw } from './draw.ts';
import { drawGround, type Ground } from './ground.ts';
import type { Kind, Trouble } from './kind.ts';
import { PATH_KINDS } from './kinds-path.ts';
import { SERVER_KINDS } from './kinds-server.ts';
import { VIP_KINDS } from './kinds-vip.ts';

export const ALL_KINDS: readonly Kind[] = [...PATH_KINDS, ...VIP_KINDS, ...SERVER_KINDS];
const TWO_TROUBLES = 0.08;

export interface RandomWorld extends World {
  readonly seed: number;
  readonly family: AddressFamily;
  /** Names of the kinds of faults. */
  readonly kinds: readonly string[];
  /** The DNS pods, by their index, that resolv.conf names after the first nameserver. */
  readonly further: readonly number[];
  readonly ground: () => readonly Fault[];
}

/** The same seed gives the same world. */
export function randomWorld(seed: number): RandomWorld {
  const draw = new Draw(seed);
  const ground = drawGround(draw);
  const kinds = drawKinds(draw, ground);
  const troubles = kinds.map((kind) => kind.make(draw, ground));
  const faults = troubles.flatMap((trouble) => trouble.faults);
  const further = furtherPods(ground, kinds);
  const midway = troubles.some(({ begins }) => begins === 'midway');
  return {
    seed,
    family: ground.family,
    kinds: kinds.map(({ name }) => name),
    story: `${troubles.map(({ story }) => story).join('; ')}. ${describe(ground)}.`,
    topology: topologyOf(ground, kinds),
    ground: () => groundFaults(ground, kinds, faults),
    faults: () => faults,
    begins: midway ? 'midway' : 'whole',
    further,
    ...truthOf(ground, troubles, further),
    names: troubles.flatMap(({ names = [] }) => names),
    flags: troubles.flatMap(({ flags = [] }) => flags),
    listed: (endpoints) => listed(ground, endpoints),
    cacheTold: ground.cache !== 'unknown',
  };
}

function drawKinds(draw: Draw, ground: Ground): readonly Kind[] {
  const fitting = ALL_KINDS.filter(({ fits }) => fits?.(ground) ?? true);
  const first = draw.weighted(fitting.map((kind) => [kind.weight, kind] as const));
  if (first.name === 'healthy' || !draw.chance(TWO_TROUBLES)) return [first];
  const others = fitting.filter(
    (kind) => kind.name !== 'healthy' && !kind.touches.some((part) => first.touches.includes(part)),
  );
  return others.length === 0
    ? [first]
    : [first, draw.weighted(others.map((kind) => [kind.weight, kind] as const))];
}

/**
 * With two kinds of faults, either cause may come first, and both are true. A pod that is listed and gone is down. A pod that is down and a further
 * nameserver is a nameserver that is down.
 */
function truthOf(
  { list }: Ground,
  troubles: readonly Trouble[],
  further: readonly number[],
): Pick<World, 'wanted' | 'alsoTrue'> {
  const isNameserverDown = troubles.some(({ down = [] }) => down.some((pod) => further.includes(pod)));
  return {
    wanted: troubles.flatMap(({ wanted }) => wanted),
    alsoTrue: [
      ...troubles.flatMap(({ alsoTrue = [] }) => alsoTrue),
      ...(list === 'stale' ? ['endpoint-down'] : []),
      ...(isNameserverDown ? ['nameserver-down'] : []),
    ],
  };
}

/** The kinds that change resolv.conf write the whole file, and name no DNS pod there, or say that a nameserver is down. */
function furtherPods({ nameservers: named }: Ground, kinds: readonly Kind[]): readonly number[] {
  if (kinds.some(({ touches }) => touches.includes('resolv-conf'))) return [];
  return named.slice(1).flatMap((one) => (typeof one === 'number' ? [one] : []));
}

function topologyOf(ground: Ground, kinds: readonly Kind[]): Partial<Topology> {
  const needs = kinds.map((kind) => kind.needs ?? {});
  const servers = needs.find((one) => one.servers !== undefined)?.servers;
  const upstream: DnsProgram | undefined = needs.find((one) => one.upstream !== undefined)?.upstream;
  const cache = {
    absent: 'absent',
    beside: 'present',
    first: 'first-nameserver',
    unknown: 'first-nameserver',
  } as const;
  return {
    proxy: ground.proxy,
    masquerade: ground.masquerade || needs.some(({ masquerade }) => masquerade),
    pods: Math.max(1, ...needs.map(({ pods = 1 }) => pods)),
    dnsPods: servers === undefined ? ground.dnsPods : ground.dnsPods.map(() => servers),
    ...(upstream === undefined ? {} : { upstream }),
    nodeLocal: cache[ground.cache],
    resolvConf: [
      ...CLUSTER_FIRST,
      ...(ground.rotate && ground.nameservers.length > 1 ? ['options rotate'] : []),
    ],
  };
}

/** The parts of the set-up that need faults of their own, without those that the kinds change. */
function groundFaults(ground: Ground, kinds: readonly Kind[], faults: readonly Fault[]): readonly Fault[] {
  const touched = kinds.flatMap(({ touches }) => touches);
  const isEven =
    new Set(ground.backends).size === ground.dnsPods.length &&
    ground.backends.length === ground.dnsPods.length;
  return [
    ...(isEven ? [] : [vipBackends(ground.backends)]),
    ...(ground.nameservers.length > 1 && !touched.includes('resolv-conf')
      ? [nameservers({ servers: ground.nameservers })]
      : []),
  ].filter(({ name }) => faults.every((fault) => fault.name !== name));
}

function listed({ list, family }: Ground, endpoints: readonly string[]): readonly string[] {
  switch (list) {
    case 'exact':
      return endpoints;
    case 'partial':
      return endpoints.slice(0, -1);
    case 'stale':
      return [...endpoints, NOBODY[family]];
    case 'none':
      return [];
    default:
      return assertNever(list);
  }
}

function describe(ground: Ground): string {
  const pods = ground.dnsPods.map((program) => (typeof program === 'string' ? program : program.kind));
  const cache = ground.cache === 'absent' ? '' : `, node cache ${ground.cache}`;
  return (
    `IPv${ground.family}, ${ground.proxy}${ground.masquerade ? ', masquerade' : ''}, DNS pods ${pods.join(' ')}, ` +
    `VIP to ${ground.backends.map((one) => (one === 'nobody' ? one : one + 1)).join(' ')}, list ${ground.list}, nameservers ${ground.nameservers.join(' ')}${cache}`
  );
}
