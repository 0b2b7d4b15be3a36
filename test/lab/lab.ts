/** Sets a topology up in network namespaces, and tears it down completely. */

import { randomBytes } from 'node:crypto';
import { join as joinPath } from 'node:path';
import { DnsServer } from './dns/server.ts';
import { clusterZone, EMPTY_ZONE, OUTSIDE_ZONE } from './dns/zone.ts';
import type { Fault, Injected, Truth } from './faults/fault.ts';
import {
  dnsLink,
  farAddress,
  type Link,
  NODE_LOCAL,
  podLink,
  upstreamLink,
  VIP,
} from './ground/addresses.ts';
import { makeDirectory } from './ground/directory.ts';
import { Ledger } from './ground/ledger.ts';
import { Namespace } from './ground/namespace.ts';
import { makeNodeLocalAddress } from './ground/node-local.ts';
import { sweep, undo } from './ground/sweep.ts';
import { together } from './ground/together.ts';
import { join, makeRouter } from './ground/wiring.ts';
import { demand } from './needs.ts';
import { applyProxy, removeProxy } from './proxy/proxy.ts';
import type { Service } from './proxy/service.ts';
import type { Topology } from './topology.ts';

export interface Lab extends AsyncDisposable {
  readonly id: string;
  /** A directory for files that teardown removes. */
  readonly directory: string;
  readonly topology: Topology;
  readonly vip: string;
  /** The DNS pods' addresses, in the order of `dns`. */
  readonly endpoints: readonly string[];
  readonly nodeLocal: string;
  /** The pod of the agent or the application; the first of `pods`. */
  readonly pod: Namespace;
  readonly pods: readonly Namespace[];
  readonly node: Namespace;
  readonly dns: readonly DnsServer[];
  readonly upstream: DnsServer | undefined;
  readonly nodeLocalServer: DnsServer | undefined;
  readonly ledger: Ledger;
  /** The node's `net` directory of procfs, for `--proc-net`. */
  readonly procNet: string;
  /** Replaces the proxy's rules by those for `endpoints`; existing flows keep their endpoint. Without endpoints, the VIP refuses. */
  proxyTo(endpoints: readonly string[]): Promise<void>;
  /** Removes the proxy's rules: the node then does not rewrite the VIP. */
  unproxy(): Promise<void>;
  /** Gives a pod another resolv.conf: its nameserver and `lines`. */
  configure(pod: Namespace, lines: readonly string[]): void;
  inject(fault: Fault): Promise<Injected>;
  /** The counters of all injected faults, as `<fault>.<counter>`. */
  truth(): Promise<Truth>;
}

/** Removes what dead labs left, then makes a lab. If a step fails, everything made so far is removed. */
export async function standUp(topology: Topology, id = randomBytes(3).toString('hex')): Promise<Lab> {
  await demand(topology);
  await sweep();
  const ledger = Ledger.begin(id);
  try {
    return await build(topology, ledger);
  } catch (error) {
    await undo(ledger);
    throw error;
  }
}

async function build(topology: Topology, ledger: Ledger): Promise<Lab> {
  const { family } = topology;
  const directory = makeDirectory(ledger);
  const node = await Namespace.make(ledger, 'node');
  await makeRouter(node);
  const attach = async (link: Link) => {
    const namespace = await Namespace.make(ledger, link.name);
    await join(node, namespace, link);
    return namespace;
  };
  const upstreamNamespace = topology.upstream && (await attach(upstreamLink));
  const podLinks = Array.from({ length: topology.pods }, (_, index) => podLink(index));
  const dnsLinks = topology.dnsPods.map((_, index) => dnsLink(index));
  const attached = await together([...podLinks, ...dnsLinks].map(attach));
  const pods = attached.slice(0, topology.pods);
  const dnsNamespaces = attached.slice(topology.pods);
  const [pod] = pods;
  if (pod === undefined) throw new RangeError('a lab needs at least one pod');

  const endpoints = dnsNamespaces.map((_, index) => farAddress(dnsLink(index), family));
  const service: Service = { family, vip: VIP[family], endpoints, masquerade: topology.masquerade };
  await applyProxy(topology.proxy, node, service);

  const both = (link: Link) => [farAddress(link, 4), farAddress(link, 6)];
  const upstream =
    upstreamNamespace &&
    new DnsServer(
      upstreamNamespace,
      { listen: both(upstreamLink), zone: OUTSIDE_ZONE, forward: [] },
      directory,
    );
  const forward = upstream ? [farAddress(upstreamLink, family)] : [];
  const dns = dnsNamespaces.map(
    (namespace, index) =>
      new DnsServer(
        namespace,
        { listen: both(dnsLink(index)), zone: clusterZone(endpoints), forward },
        directory,
      ),
  );
  if (upstream && topology.upstream) await upstream.serve(topology.upstream);
  await together(dns.map(async (server, index) => server.serve(topology.dnsPods[index] ?? 'dnsmasq')));

  const nodeLocalServer = await startNodeLocal(topology, node, endpoints, directory);
  const nameservers = nameserversOf(topology, endpoints);
  const configure = (namespace: Namespace, lines: readonly string[]) =>
    namespace.resolvConf([...nameservers.map((one) => `nameserver ${one}`), ...lines, ''].join('\n'));
  for (const namespace of pods) configure(namespace, topology.resolvConf);
  // A process that stays in the node's namespace, so that the node's procfs has a path.
  const holder = await node.spawn(['sleep', 'infinity']);

  const injected = new Map<string, Injected>();
  const lab: Lab = {
    id: ledger.id,
    directory,
    topology,
    vip: VIP[family],
    endpoints,
    nodeLocal: NODE_LOCAL[family],
    pod,
    pods,
    node,
    dns,
    upstream,
    nodeLocalServer,
    configure,
    ledger,
    procNet: joinPath('/proc', String(holder.pid), 'net'),
    proxyTo: (some) => applyProxy(topology.proxy, node, { ...service, endpoints: some }),
    unproxy: () => removeProxy(topology.proxy, node, family),
    async inject(fault) {
      const running = await fault.inject(lab);
      injected.set(fault.name, running);
      return running;
    },
    async truth() {
      const all: Record<string, number> = {};
      for (const [name, running] of injected) {
        for (const [counter, value] of Object.entries(await running.truth()))
          all[`${name}.${counter}`] = value;
      }
      return all;
    },
    [Symbol.asyncDispose]: async () => void (await undo(ledger)),
  };
  for (const fault of topology.faults) await lab.inject(fault);
  return lab;
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

function nameserversOf(
  { family, proxy, nodeLocal }: Topology,
  endpoints: readonly string[],
): readonly string[] {
  if (nodeLocal === 'first-nameserver') return [NODE_LOCAL[family]];
  return proxy === 'none' ? endpoints.slice(0, 1) : [VIP[family]];
}
