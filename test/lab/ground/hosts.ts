/** The network namespaces around the node, each joined to it by a link of its own. */

import type { Topology } from '../topology.ts';
import { dnsLink, type Link, podLink, upstreamLink } from './addresses.ts';
import type { Ledger } from './ledger.ts';
import { Namespace } from './namespace.ts';
import { together } from './together.ts';
import { join, makeRouter } from './wiring.ts';

export interface Hosts {
  /** Of the agent or the applications. */
  readonly pods: readonly [Namespace, ...Namespace[]];
  /** Of the DNS pods, in the order of the topology. */
  readonly dns: readonly Namespace[];
  /** Of the upstream server, if the topology has one. */
  readonly upstream: Namespace | undefined;
}

/** Makes `node` a router, and joins the hosts to it. */
export async function joinHosts(topology: Topology, node: Namespace, ledger: Ledger): Promise<Hosts> {
  await makeRouter(node);
  const attach = async (link: Link) => {
    const namespace = await Namespace.make(ledger, link.name);
    await join(node, namespace, link);
    return namespace;
  };
  const upstream = topology.upstream && (await attach(upstreamLink));
  const podLinks = Array.from({ length: topology.pods }, (_, index) => podLink(index));
  const dnsLinks = topology.dnsPods.map((_, index) => dnsLink(index));
  const attached = await together([...podLinks, ...dnsLinks].map(attach));
  const [pod, ...morePods] = attached.slice(0, topology.pods);
  if (pod === undefined) throw new RangeError('a lab needs at least one pod');
  return { pods: [pod, ...morePods], dns: attached.slice(topology.pods), upstream };
}
