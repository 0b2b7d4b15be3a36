/** The DNS servers of a lab: the upstream server, the DNS pods, and the node-local cache. */

import { dnsLink, farAddress, type Link, NODE_LOCAL, upstreamLink } from '../ground/addresses.ts';
import type { Hosts } from '../ground/hosts.ts';
import type { Namespace } from '../ground/namespace.ts';
import { makeNodeLocalAddress } from '../ground/node-local.ts';
import { together } from '../ground/together.ts';
import type { Topology } from '../topology.ts';
import { DnsServer } from './server.ts';
import { clusterZone, EMPTY_ZONE, OUTSIDE_ZONE } from './zone.ts';

export interface Servers {
  /** One for each DNS pod. */
  readonly dns: readonly DnsServer[];
  readonly upstream: DnsServer | undefined;
  readonly nodeLocalServer: DnsServer | undefined;
}

/** Starts them, each after the one that it forwards to. `endpoints`: the addresses of the DNS pods. */
export async function startServers(
  topology: Topology,
  hosts: Hosts & { readonly node: Namespace },
  endpoints: readonly string[],
  directory: string,
): Promise<Servers> {
  const upstream =
    hosts.upstream &&
    new DnsServer(hosts.upstream, { listen: both(upstreamLink), zone: OUTSIDE_ZONE, forward: [] }, directory);
  const forward = upstream ? [farAddress(upstreamLink, topology.family)] : [];
  const dns = hosts.dns.map((namespace, index) => {
    const plan = { listen: both(dnsLink(index)), zone: clusterZone(endpoints, topology.family), forward };
    return new DnsServer(namespace, plan, directory);
  });
  if (upstream && topology.upstream) await upstream.serve(topology.upstream);
  await together(dns.map(async (server, index) => server.serve(topology.dnsPods[index] ?? 'dnsmasq')));
  return { dns, upstream, nodeLocalServer: await startNodeLocal(topology, hosts.node, endpoints, directory) };
}

/** The addresses of a host, IPv4 and IPv6. */
function both(link: Link): readonly string[] {
  return [farAddress(link, 4), farAddress(link, 6)];
}

async function startNodeLocal(
  { nodeLocal }: Topology,
  node: Namespace,
  endpoints: readonly string[],
  directory: string,
): Promise<DnsServer | undefined> {
  if (nodeLocal === 'absent') return undefined;
  await makeNodeLocalAddress(node);
  const plan = { listen: [NODE_LOCAL[4], NODE_LOCAL[6]], zone: EMPTY_ZONE, forward: endpoints };
  const server = new DnsServer(node, plan, directory);
  await server.serve('dnsmasq');
  return server;
}
