/** The network between the machines of a cluster, and the DNS server outside of it that CoreDNS forwards to. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
const UPSTREAM_SERVER = new URL('../../lab/dns/scripted-server.ts', import.meta.url);

/** The address of the machine with this number, from 0. */
export function machineAddress(index: number): string {
  return `172.18.0.${index + 2}`;
}

/** The addresses of the pods of the machine with this number. */
export function podSubnet(index: number): string {
  return `10.244.${index}.0/24`;
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
      'link set lan up',
      // As in a cloud: a packet to a pod that is gone is lost without an ICMP error.
      `route add blackhole ${POD_RANGE}`,
    ]);
    await namespace.sysctl({ 'net.ipv4.ip_forward': 1 });
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
    await machine.network.sysctl({ 'net.ipv4.ip_forward': 1 });
    await machine.network.ip([
      'link set lo up',
      `addr add ${machineAddress(index)}/16 dev eth0`,
      'link set eth0 up',
      `route add default via ${UPSTREAM}`,
      ...others.map((other) => `route add ${podSubnet(other)} via ${machineAddress(other)}`),
    ]);
    // Packets that leave the cluster have the machine's own address, as with most CNI plugins.
    await machine.network.nft(`
      add table ip pods
      add chain ip pods out { type nat hook postrouting priority 100; }
      add rule ip pods out ip saddr ${POD_RANGE} ip daddr != ${POD_RANGE} masquerade`);
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
