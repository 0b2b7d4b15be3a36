/** Sets a topology up in network namespaces, and tears it down completely. */

import { randomBytes } from 'node:crypto';
import { join as joinPath } from 'node:path';
import { type Servers, startServers } from './dns/servers.ts';
import type { Fault, Injected, Truth } from './faults/fault.ts';
import { dnsLink, farAddress, NODE_LOCAL, VIP } from './ground/addresses.ts';
import { makeDirectory } from './ground/directory.ts';
import { joinHosts } from './ground/hosts.ts';
import { Ledger } from './ground/ledger.ts';
import { Namespace } from './ground/namespace.ts';
import { sweep, undo } from './ground/sweep.ts';
import { demand } from './needs.ts';
import { applyProxy, removeProxy } from './proxy/proxy.ts';
import type { Service } from './proxy/service.ts';
import type { Topology } from './topology.ts';

export interface Lab extends Servers, AsyncDisposable {
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
  const { family, proxy } = topology;
  const directory = makeDirectory(ledger);
  const node = await Namespace.make(ledger, 'node');
  const hosts = await joinHosts(topology, node, ledger);
  const endpoints = hosts.dns.map((_, index) => farAddress(dnsLink(index), family));
  const service: Service = { family, vip: VIP[family], endpoints, masquerade: topology.masquerade };
  await applyProxy(proxy, node, service);
  const servers = await startServers(topology, { ...hosts, node }, endpoints, directory);

  const nameservers = nameserversOf(topology, endpoints);
  const configure = (namespace: Namespace, lines: readonly string[]) =>
    namespace.resolvConf([...nameservers.map((one) => `nameserver ${one}`), ...lines, ''].join('\n'));
  for (const namespace of hosts.pods) configure(namespace, topology.resolvConf);
  // A process that stays in the node's namespace, so that the node's procfs has a path.
  const holder = await node.spawn(['sleep', 'infinity']);

  const lab: Lab = {
    id: ledger.id,
    directory,
    topology,
    endpoints,
    node,
    configure,
    ledger,
    ...servers,
    vip: VIP[family],
    nodeLocal: NODE_LOCAL[family],
    pod: hosts.pods[0],
    pods: hosts.pods,
    procNet: joinPath('/proc', String(holder.pid), 'net'),
    proxyTo: (some) => applyProxy(proxy, node, { ...service, endpoints: some }),
    unproxy: () => removeProxy(proxy, node, family),
    ...injector(() => lab),
    [Symbol.asyncDispose]: async () => void (await undo(ledger)),
  };
  for (const fault of topology.faults) await lab.inject(fault);
  return lab;
}

/** Injects faults, and reads the counters of all that were injected. */
function injector(lab: () => Lab): Pick<Lab, 'inject' | 'truth'> {
  const injected = new Map<string, Injected>();
  return {
    async inject(fault) {
      const running = await fault.inject(lab());
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
  };
}

function nameserversOf(
  { family, proxy, nodeLocal }: Topology,
  endpoints: readonly string[],
): readonly string[] {
  if (nodeLocal === 'first-nameserver') return [NODE_LOCAL[family]];
  return proxy === 'none' ? endpoints.slice(0, 1) : [VIP[family]];
}
