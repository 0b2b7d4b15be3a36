/** The nameservers of all cases, each at an address of its own: scripted ones in one DNS pod, CoreDNS in another. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { AddressFamily } from '../../../src/domain/server.ts';
import type { Rule } from '../dns/behaviour.ts';
import { nodeArgv } from '../dns/program.ts';
import { dnsLink, farAddress } from '../ground/addresses.ts';
import type { Namespace } from '../ground/namespace.ts';
import type { Lab } from '../lab.ts';
import type { Case, RealServer, WithoutTcp } from './case.ts';
import { startRealServers } from './real-servers.ts';
import type { ServerPlan } from './servers.ts';
import { NETWORKS, type Run } from './subject.ts';

const FAMILIES: readonly AddressFamily[] = [4, 6];

/** Starts the servers of `all`, and adds routes to them on the node; resolves when all servers listen. */
export async function startServers(lab: Lab, all: readonly Run[]): Promise<void> {
  const [scripted, real] = lab.dns;
  if (scripted === undefined) throw new RangeError('the lab has no DNS pod');
  for (const { namespace } of lab.dns) await takeAll(namespace);
  await lab.node.ip(FAMILIES.map((family) => `route add ${NETWORKS[family]} ${behind(0, family)}`));
  const plans = all.flatMap(({ theCase, addresses }) =>
    theCase.servers.map((server, index) => ({
      address: addresses[index] ?? '',
      family: theCase.family,
      server,
    })),
  );
  const reals = plans.flatMap(({ server, ...plan }) => (isReal(server) ? [{ ...plan, ...server }] : []));
  if (real !== undefined) {
    await lab.node.ip(reals.map(({ address, family }) => `route add ${address} ${behind(1, family)}`));
    await startRealServers(lab, real, reals);
  }
  const path = join(lab.directory, 'fidelity-servers.json');
  await loseTcp(
    scripted.namespace,
    plans.flatMap(({ address, server }) => (isWithoutTcp(server) ? [address] : [])),
  );
  const rest = plans.flatMap(({ address, server }) => {
    const rules = rulesOf(server);
    return rules === undefined ? [] : [{ address, rules }];
  });
  writeFileSync(path, JSON.stringify(rest satisfies readonly ServerPlan[]));
  const running = await scripted.namespace.spawn(nodeArgv(new URL('servers.ts', import.meta.url), path));
  while (!running.stdout().includes('ready')) {
    if (running.stderr() !== '') throw new Error(running.stderr());
    await pause(20);
  }
}

/** Whatever is in the nameservers' networks is an address of this DNS pod: routes of type local (ip-route(8)). */
async function takeAll(namespace: Namespace): Promise<void> {
  await namespace.sysctl({
    'net.ipv6.ip_nonlocal_bind': 1,
    // All runs of "nothing at the port" look like one peer, and Linux limits ICMP errors by peer (icmp(7)).
    'net.ipv4.icmp_ratelimit': 0,
    'net.ipv6.icmp.ratelimit': 0,
  });
  await namespace.ip(FAMILIES.map((family) => `route add local ${NETWORKS[family]} dev lo`));
}

const behind = (dnsPod: number, family: AddressFamily) => `via ${farAddress(dnsLink(dnsPod), family)}`;

export function isReal(server: Case['servers'][number]): server is RealServer {
  return typeof server === 'object' && 'program' in server;
}

function isWithoutTcp(server: Case['servers'][number]): server is WithoutTcp {
  return typeof server === 'object' && 'tcp' in server;
}

/** Undefined if another server answers. */
function rulesOf(server: Case['servers'][number]): readonly Rule[] | undefined {
  if (server === 'closed' || isReal(server)) return undefined;
  return isWithoutTcp(server) ? server.rules : server;
}

/** The cases that want it are of IPv4. */
async function loseTcp(namespace: Namespace, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return;
  await namespace.nft(`table ip fivesec-tcp {
    chain in { type filter hook prerouting priority raw; ip daddr { ${addresses.join(', ')} } tcp dport 53 drop
    }
  }`);
}
