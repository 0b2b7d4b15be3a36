/** The pairs that can be sent: each strategy with each of its servers. Made from resolv.conf and the configuration. */

import { scopeWithin } from '../domain/name-scope.ts';
import { type AddressFamily, familyOf, type Server, sameServer } from '../domain/server.ts';
import { type Strategy, specOf, strategiesWhere, type TargetKind, transportsOf } from '../domain/strategy.ts';
import type { Random } from '../platform/random.ts';
import { nameserverKind } from './nameserver-kind.ts';

/** One strategy against one server: one turn of the rotation. */
export interface Arm {
  readonly strategy: Strategy;
  readonly server: Server;
  /** What `server` is to this pod. */
  readonly target: TargetKind;
  readonly name: string;
  readonly transport: 'udp' | 'tcp';
}

export interface ArmTargets {
  /** Those of resolv.conf, in order. */
  readonly nameservers: readonly Server[];
  /** The DNS pods. */
  readonly endpoints: readonly Server[];
  /** The node-local cache, where it is configured: it overrides what is found. */
  readonly nodeLocal?: Server | undefined;
  /** The node's own addresses. */
  readonly hostIps: readonly string[];
  /** Every strategy asks for one of them: see `mainName`. Only `pair` asks for the others. */
  readonly names: readonly string[];
  readonly clusterDomain: string;
  readonly strategies: readonly Strategy[];
  /** Random names are made below it; an empty text turns `uncached` off. */
  readonly uncachedSuffix: string;
  /** Search domains outside the cluster. Random names below them show a wildcard record. */
  readonly searchDomains?: readonly string[] | undefined;
  /** Without it there are no `large` arms. */
  readonly largeName?: string | undefined;
  /** Makes the random names. Its seed must differ from start to start: a name that was asked before may be in a cache. */
  readonly random: Random;
}

const BY_FIRST_NAMESERVER = strategiesWhere(({ target }) => target === 'vip');

/**
 * Every arm that the configuration allows. Each call makes new random names for the `uncached` arms, so call it again
 * before each turn.
 */
export function arms(targets: ArmTargets): readonly Arm[] {
  const { nameservers, names, strategies } = targets;
  const [first, ...further] = nameservers;
  const name = mainName(targets);
  if (first === undefined || name === undefined) return [];
  const target = nameserverKind(first.address, targets) === 'node-local' ? 'node-local' : 'vip';
  const nodeLocal = targets.nodeLocal ?? (target === 'node-local' ? first : undefined);

  const byFirst = BY_FIRST_NAMESERVER.flatMap((strategy) =>
    armsOf(strategy, first, target, nameFor(strategy, name, targets)),
  );
  // A further name only shows a slow upstream behind a fast server, so the plain strategy is enough.
  const byName = names
    .filter((other) => other !== name)
    .flatMap((other) => armsOf('pair', first, target, other));
  const direct = sameFamilyAs(first, targets.endpoints).flatMap((server) =>
    armsOf('endpoint', server, 'endpoint', name),
  );
  const cache = nodeLocal ? armsOf('node-local', nodeLocal, 'node-local', name) : [];
  const byFurther = further.flatMap((server) => armsOf('nameserver', server, 'nameserver', name));
  return [...byFirst, ...byName, ...direct, ...cache, ...byFurther].filter(({ strategy }) =>
    strategies.includes(strategy),
  );
}

/**
 * The name that every strategy asks for: the first one of the cluster, which the DNS pods answer from memory. What happens to a name
 * outside depends on further servers as well. `undefined` if there is no name.
 */
export function mainName({
  names,
  clusterDomain: domain,
}: Pick<ArmTargets, 'names' | 'clusterDomain'>): string | undefined {
  const scopeOf = scopeWithin(domain);
  return names.find((name) => scopeOf(name) === 'cluster') ?? names[0];
}

/** The same arms with new random names. */
export function renamed(planned: readonly Arm[], targets: ArmTargets): readonly Arm[] {
  return planned.map((arm) =>
    specOf(arm.strategy).asks === 'uncached' ? { ...arm, name: randomName(targets) } : arm,
  );
}

/**
 * The strategies that have an arm, or will have one as soon as the DNS pods' addresses are known: the others are never sent. `findsPods`: they are
 * looked for.
 */
export function sendable(targets: ArmTargets, findsPods: boolean): readonly Strategy[] {
  const possible = new Set(arms(targets).map(({ strategy }) => strategy));
  if (findsPods) possible.add('endpoint');
  return targets.strategies.filter((strategy) => possible.has(strategy));
}

/** One arm for each transport of the strategy; none without a name. */
function armsOf(
  strategy: Strategy,
  server: Server,
  target: TargetKind,
  name: string | undefined,
): readonly Arm[] {
  if (name === undefined) return [];
  return transportsOf(strategy).map((transport) => ({ strategy, server, target, name, transport }));
}

/** The name that a strategy asks for; `undefined` if the configuration has no name for it. */
function nameFor(
  strategy: Strategy,
  name: string,
  targets: Pick<ArmTargets, 'uncachedSuffix' | 'searchDomains' | 'largeName' | 'random'>,
): string | undefined {
  switch (specOf(strategy).asks) {
    case 'plain':
      return name;
    case 'large':
      return targets.largeName;
    case 'uncached':
      return targets.uncachedSuffix === '' ? undefined : randomName(targets);
  }
}

/** Every second random name is below a search domain, if there is one outside the cluster. */
function randomName({
  uncachedSuffix,
  searchDomains = [],
  random,
}: Pick<ArmTargets, 'uncachedSuffix' | 'searchDomains' | 'random'>): string {
  const label = randomLabel(random);
  const count = searchDomains.length;
  const domain = count === 0 ? undefined : searchDomains[Math.floor(random.next() * 2 * count)];
  return `${label}.${domain === undefined ? uncachedSuffix : `${domain}.`}`;
}

/** A label with 48 random bits. By its prefix, a reader of a query log sees that the query is from fivesec. */
function randomLabel(random: Random): string {
  const part = () =>
    Math.floor(random.next() * 0x1000000)
      .toString(16)
      .padStart(6, '0');
  return `fivesec-${part()}${part()}`;
}

/** A dual-stack headless Service lists each DNS pod twice. Only the nameserver's address family is the path to measure. */
function sameFamilyAs(nameserver: Server, endpoints: readonly Server[]): readonly Server[] {
  const family: AddressFamily = familyOf(nameserver.address);
  return endpoints.filter(
    (server, index) =>
      familyOf(server.address) === family &&
      endpoints.findIndex((other) => sameServer(other, server)) === index,
  );
}
