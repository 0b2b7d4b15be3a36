/** Faults of conntrack in a cluster. The kernels that have them are too old or too new for this machine, so both are imitated. */

import { sleep, systemClock } from '../../../src/platform/clock.ts';
import { injectLegacyRace } from '../../lab/faults/dnat-race-legacy.ts';
import type { Injected } from '../../lab/faults/fault.ts';
import type { Cluster } from '../harness/cluster.ts';
import type { Machine } from '../harness/machine.ts';
import { DNS_VIP } from '../harness/node.ts';
import { type AgentPod, agentPods, RELEASE_NAMESPACE } from '../harness/release.ts';
import { deleteDnsPod, dnsPods } from './dns-pods.ts';
import { type Cure, freezeProxy, type LocalFault, onAllNodes, onFirstNode } from './faults.ts';

const RACE_PERCENT = 30;
/** The conntrack zone of the fault (`test/lab/faults/clash.ts`). */
const CLASH_ZONE = '1';

/** Of the pairs that leave one fresh socket at once for the VIP, the kernel drops the second query of three in ten. */
export const imitatedRace = onAllNodes({
  name: 'A and AAAA clash as on an old kernel',
  truths: ['conntrack-race'],
  holdMs: 150_000,
  beginOn: race,
});

/** As if the other nodes had a newer kernel. */
export const raceOnFirstNode = onFirstNode({ ...imitatedRace, name: 'A and AAAA clash on the first node' });

async function race(cluster: Cluster, machines: readonly Machine[]): Promise<Cure> {
  const endpoints = await dnsPods(cluster);
  const races: Injected[] = [];
  for (const { network } of machines) {
    const place = { node: network, vip: DNS_VIP, endpoints, topology: { family: 4 } } as const;
    races.push(await injectLegacyRace(place, { percent: RACE_PERCENT }));
  }
  return async () => {
    for (const one of races) await one.stop();
    // The tuples that the fault holds, for a day. Another race in this cluster makes them anew.
    for (const { network } of machines)
      await network.exec(['conntrack', '-D', '-p', 'udp', '-w', CLASH_ZONE]);
  };
}

/** kube-proxy writes the new rules within a second or two. */
const FOLLOWS_MS = 5_000;
const FOR_TEN_MINUTES_S = 600;

/**
 * A DNS pod is replaced. The VIP leads to the new one, but the entries of the agents' long-lived sockets lead to the pod that is
 * gone. kube-proxy deletes such entries since 1.32, so it is stopped once it has followed.
 */
const stale: Omit<LocalFault, 'begin'> = {
  name: 'the entry of a long-lived socket leads to a DNS pod that is gone',
  truths: ['stale-conntrack'],
  holdMs: 150_000,
  async beginOn(cluster, machines, begins) {
    const before = await dnsPods(cluster);
    await deleteDnsPod(cluster);
    await sleep(systemClock, FOLLOWS_MS);
    const now = await dnsPods(cluster);
    const gone = before.find((pod) => !now.includes(pod)) ?? before[0];
    const thaw = await freezeProxy(cluster);
    const sockets = await Promise.all(machines.map((machine) => standingSockets(cluster, machine)));
    begins();
    for (const { machine, agent, ports } of sockets) {
      await forget(machine, agent, ports);
      for (const port of ports) {
        await machine.network.run([
          'conntrack',
          '-I',
          ...flowOf(agent, port),
          ...leadingTo(gone, agent, port),
        ]);
      }
    }
    return async () => {
      for (const { machine, agent, ports } of sockets) await forget(machine, agent, ports);
      await thaw();
    };
  },
};
export const staleEntry = onFirstNode(stale);
export const staleOnAllNodes = onAllNodes(stale);

/** Deletes the entries of these sockets. */
async function forget({ network }: Machine, agent: AgentPod, ports: readonly string[]): Promise<void> {
  for (const port of ports) await network.exec(['conntrack', '-D', ...flowOf(agent, port)]);
}

/** The original direction of a flow to the VIP, as conntrack(8) takes it. */
function flowOf({ address }: AgentPod, port: string): readonly string[] {
  return ['-p', 'udp', '-s', address, '-d', DNS_VIP, '--sport', port, '--dport', '53'];
}

function leadingTo(pod: string, { address }: AgentPod, port: string): readonly string[] {
  const reply = ['-r', pod, '-q', address, '--reply-port-src', '53', '--reply-port-dst', port];
  const life = ['-t', String(FOR_TEN_MINUTES_S), '-u', 'SEEN_REPLY,ASSURED'];
  return [...reply, '--dst-nat', pod, ...life];
}

/** Other sockets of the agent are closed sooner. */
const STANDING_MS = 8_000;
const SOCKETS = "require('node:fs').readFileSync('/proc/net/udp', 'utf8')";
/** The port of a line of /proc/net/udp, in hexadecimal. */
const LOCAL_PORT = /^\s*\d+: [0-9A-F]{8}:([0-9A-F]{4}) /gm;

/** The agent of a node, and the ports of its UDP sockets that stay open. */
interface StandingSockets {
  readonly machine: Machine;
  readonly agent: AgentPod;
  readonly ports: readonly string[];
}

async function standingSockets(cluster: Cluster, machine: Machine): Promise<StandingSockets> {
  const agent = (await agentPods(cluster)).find(({ node }) => node === machine.name);
  if (agent === undefined) throw new Error(`there is no agent on ${machine.name}`);
  return { machine, agent, ports: await standingPorts(cluster, agent) };
}

/** The ports of the agent's UDP sockets that stay open. */
async function standingPorts(cluster: Cluster, { name }: AgentPod): Promise<readonly string[]> {
  const inAgent = ['exec', '--namespace', RELEASE_NAMESPACE, name, '--', '/nodejs/bin/node', '-p', SOCKETS];
  const look = async () =>
    [...(await cluster.ask(inAgent)).matchAll(LOCAL_PORT)].map(([, port = '']) => port);
  const before = await look();
  await sleep(systemClock, STANDING_MS);
  const after = await look();
  return before.filter((port) => after.includes(port)).map((port) => String(Number.parseInt(port, 16)));
}
