/** Whom to ask, and for what: read from resolv.conf and the configuration, never guessed. */

import type { AddressFamily, Server } from '../domain/server.ts';
import { familyOf, sameServer } from '../domain/server.ts';
import type { Strategy } from '../domain/strategy.ts';
import type { ResolvConf } from '../resolver/resolv-conf.ts';

/** One strategy against one server: what the rotation deals out. */
export interface Arm {
  readonly strategy: Strategy;
  readonly server: Server;
  readonly name: string;
  /** Only `endpoint` has the choice; the others' transport is part of what they are. */
  readonly transport: 'udp' | 'tcp';
}

const VIP_STRATEGIES = [
  'pair',
  'race',
  'separate',
  'staggered',
  'sequential',
  'reopen',
  'tcp',
  'sticky',
] as const;

/**
 * `svc.<domain>` in a pod's search list names the cluster's domain; `cluster.local` is the default of every installer.
 */
export function clusterDomain({ search }: Pick<ResolvConf, 'search'>): string {
  const services = search.find((domain) => domain.startsWith('svc.'));
  return services?.slice('svc.'.length) ?? 'cluster.local';
}

/** A name that every cluster has. The trailing dot keeps the search list out of it. */
export function defaultName(conf: Pick<ResolvConf, 'search'>): string {
  return `kubernetes.default.svc.${clusterDomain(conf)}.`;
}

/** Every way to ask that the configuration allows: the strategies by the VIP, and `pair` straight to each other server. */
export function arms(targets: {
  readonly vip: Server;
  readonly endpoints: readonly Server[];
  readonly nodeLocal?: Server | undefined;
  readonly names: readonly string[];
  readonly strategies: readonly Strategy[];
}): readonly Arm[] {
  const { vip, endpoints, nodeLocal, names, strategies } = targets;
  const [first, ...others] = names;
  if (first === undefined) return [];
  const byVip: Arm[] = VIP_STRATEGIES.map((strategy) => ({
    strategy,
    server: vip,
    name: first,
    transport: strategy === 'tcp' ? 'tcp' : 'udp',
  }));
  // Another name tells a slow upstream from a slow server: it takes the plain strategy only.
  const byName: Arm[] = others.map((name) => ({ strategy: 'pair', server: vip, name, transport: 'udp' }));
  const direct: Arm[] = sameFamilyAs(vip, endpoints).flatMap((server) =>
    (['udp', 'tcp'] as const).map((transport) => ({ strategy: 'endpoint', server, name: first, transport })),
  );
  const local: Arm[] = nodeLocal
    ? [{ strategy: 'node-local', server: nodeLocal, name: first, transport: 'udp' }]
    : [];
  return [...byVip, ...byName, ...direct, ...local].filter(({ strategy }) => strategies.includes(strategy));
}

/** A dual-stack headless Service lists each DNS pod twice; the VIP's family is the path that is in question. */
function sameFamilyAs(vip: Server, endpoints: readonly Server[]): readonly Server[] {
  const family: AddressFamily = familyOf(vip.address);
  return endpoints.filter(
    (server, index) =>
      familyOf(server.address) === family &&
      endpoints.findIndex((other) => sameServer(other, server)) === index,
  );
}
