/** The network between the machines of a cluster, and the DNS server outside of it that CoreDNS forwards to. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressFamily } from '../../../src/domain/server.ts';
import type { Rule } from '../../lab/dns/behaviour.ts';
import { nodeArgv } from '../../lab/dns/program.ts';
import type { ScriptedPlan } from '../../lab/dns/scripted-plan.ts';
import { OUTSIDE_ZONE } from '../../lab/dns/zone.ts';
import { run } from '../../lab/ground/command.ts';
import type { Ledger } from '../../lab/ground/ledger.ts';
import { Namespace } from '../../lab/ground/namespace.ts';
import type { Machine } from './machine.ts';

/** The router between the machines, which is the upstream DNS server too. */
export const UPSTREAM = '172.18.0.1';
/** A second address of the same server, which answers after three seconds. */
export const SLOW_UPSTREAM = '172.18.0.253';
const SLOW_MS = 3000;
export const POD_RANGE = '10.244.0.0/16';
/** In a cluster with both address families, pods have addresses of this range too. */
export const POD_RANGE_6 = 'fd00:10:244::/48';
/** The addresses between the machines. */
const LAN_6 = 'fd00:172:18::';
const UPSTREAM_SERVER = new URL('../../lab/dns/scripted-server.ts', import.meta.url);

/** The address of the machine with this number, from 0. */
export function machineAddress(index: number, family: AddressFamily = 4): string {
  return family === 4 ? `172.18.0.${index + 2}` : `${LAN_6}${(index + 2).toString(16)}`;
}

/** The addresses of the pods of the machine with this number. */
export function podSubnet(index: number, family: AddressFamily = 4): string {
  return family === 4 ? `10.244.${index}.0/24` : `fd00:10:244:${index.toString(16)}::/64`;
}

const FAMILIES = [4, 6] as const satisfies readonly AddressFamily[];
const FORWARDING = { 'net.ipv4.ip_forward': 1, 'net.ipv6.conf.all.forwarding': 1 };

function routeToPods(machine: number, family: AddressFamily): string {
  return `route add ${podSubnet(machine, family)} via ${machineAddress(machine, family)}`;
}

export class Fabric {
  readonly namespace: Namespace;

  private constructor(namespace: Namespace) {
    this.namespace = namespace;
  }

  /** Makes the bridge and starts the upstream server; files are below `directory`. */
  static async lay(ledger: Ledger, directory: string): Promise<Fabric> {
    const namespace = await Namespace.make(ledger, 'outside');
    await namespace.ip([
      'link set lo up',
      'link add lan type bridge',
      ...[UPSTREAM, SLOW_UPSTREAM].map((address) => `addr add ${address}/16 dev lan`),
      `addr add ${LAN_6}1/64 dev lan nodad`,
      'link set lan up',
      // As in a cloud: a packet to a pod that is gone is lost without an ICMP error.
      `route add blackhole ${POD_RANGE}`,
      `route add blackhole ${POD_RANGE_6}`,
    ]);
    await namespace.sysctl(FORWARDING);
    await serveDns(namespace, directory, UPSTREAM, []);
    await serveDns(namespace, directory, SLOW_UPSTREAM, [{ delayMs: SLOW_MS }]);
    return new Fabric(namespace);
  }

  /** Joins machine number `index` of `count`: an address, routes to the other machines' pods, and a default route. */
  async join(machine: Machine, index: number, count: number): Promise<void> {
    const port = `port${index}`;
    const ends = `name ${port} netns ${this.namespace.name} type veth peer name eth0 netns ${machine.network.name}`;
    await run(['ip', 'link', 'add', ...ends.split(' ')]);
    await this.namespace.ip([`link set ${port} master lan up`]);
    const others = Array.from({ length: count }, (_, other) => other).filter((other) => other !== index);
    await machine.network.sysctl(FORWARDING);
    await machine.network.ip([
      'link set lo up',
      `addr add ${machineAddress(index)}/16 dev eth0`,
      `addr add ${machineAddress(index, 6)}/64 dev eth0 nodad`,
      'link set eth0 up',
      `route add default via ${UPSTREAM}`,
      `route add default via ${LAN_6}1`,
      ...others.flatMap((other) => FAMILIES.map((family) => routeToPods(other, family))),
    ]);
    // Packets that leave the cluster have the machine's own address, as with most CNI plugins.
    await machine.network.nft(`
      add table ip pods
      add chain ip pods out { type nat hook postrouting priority 100; }
      add rule ip pods out ip saddr ${POD_RANGE} ip daddr != ${POD_RANGE} masquerade
      add table ip6 pods
      add chain ip6 pods out { type nat hook postrouting priority 100; }
      add rule ip6 pods out ip6 saddr ${POD_RANGE_6} ip6 daddr != ${POD_RANGE_6} masquerade`);
  }
}

/** Starts a scripted server at `address`. The lab's teardown ends it. */
async function serveDns(
  namespace: Namespace,
  directory: string,
  address: string,
  rules: readonly Rule[],
): Promise<void> {
  const plan: ScriptedPlan = {
    listen: [address],
    zone: OUTSIDE_ZONE,
    rules,
    counters: join(directory, `${address}.counters.json`),
    seed: 'upstream',
  };
  const file = join(directory, `${address}.plan.json`);
  writeFileSync(file, JSON.stringify(plan));
  await namespace.spawn(nodeArgv(UPSTREAM_SERVER, file));
}
