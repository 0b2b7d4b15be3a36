/**
 * The flows of other pods: applications with glibc and musl look names up, the kernel drops a part of their queries in the DNS
 * pods, and sets of nftables hold each flow. The agent's counters must agree with these sets.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type AgentInPod, startAgent, sumOf } from './agent-in-pod.ts';
import { canStand } from './can-stand.ts';
import { farAddress, podLink } from './ground/addresses.ts';
import type { Namespace } from './ground/namespace.ts';
import { type Lab, standUp } from './lab.ts';
import { type RealLookup, realLookups } from './probe/application.ts';
import { type CLibrary, compile } from './probe/compile.ts';
import { topology } from './topology.ts';

const TOPOLOGY = topology({ pods: 4 });
/** What runs in each pod beside the agent's; the last one loses nothing. */
const LIBRARIES: readonly CLibrary[] = ['glibc', 'musl', 'glibc'];
const NAME = 'kubernetes.default.svc.cluster.local.';
const [THREADS, LOOKUPS] = ['5', '20'];
/** An unanswered entry lives for 30 s, and counts after two readings that are 5 s apart. */
const READ_EVERY = '2s';
const SETTLES_WITHIN_MS = 30_000;
const GLANCE_MS = 500;
const TWO_POINTS = 0.02;

const total = (counts: readonly number[]) => counts.reduce((sum, one) => sum + one, 0);

/** A client and its port, and how many packets came from there. */
const element = z.object({
  val: z.object({ concat: z.tuple([z.string(), z.number()]) }),
  counter: z.object({ packets: z.number() }),
});
const listing = z.object({
  nftables: z.array(
    z.object({ set: z.object({ elem: z.array(z.object({ elem: element })).default([]) }).optional() }),
  ),
});

/** In a DNS pod: `seen` holds each flow that arrives, `lost` those of `clients` of which every query is dropped. */
async function dropSome(dnsPod: Namespace, clients: readonly string[]): Promise<void> {
  const flows = 'type ipv4_addr . inet_service; flags dynamic; size 65535; counter;';
  await dnsPod.nft(`table inet pod-flows {
    set seen { ${flows} }
    set lost { ${flows} }
    chain c { type filter hook prerouting priority raw;
      udp dport 53 add @seen { ip saddr . udp sport }
      udp dport 53 ip saddr { ${clients.join(', ')} } udp sport & 3 == 0 add @lost { ip saddr . udp sport } drop
    }
  }\n`);
}

/**
 * How many flows of each of `clients` are in the set, and how many lookups these were. Two lookups may be one flow: the kernel
 * draws the port of each socket anew, and may draw one twice. A lookup is two queries; one of them may be lost before the pod.
 */
async function flowsIn(dnsPod: Namespace, set: 'seen' | 'lost', clients: readonly string[]) {
  const json = await dnsPod.run(['nft', '-j', 'list', 'set', 'inet', 'pod-flows', set]);
  const elements = listing.parse(JSON.parse(json)).nftables.flatMap(({ set: one }) => one?.elem ?? []);
  return clients.map((client) => {
    const own = elements.map(({ elem }) => elem).filter(({ val }) => val.concat[0] === client);
    return { flows: own.length, lookups: total(own.map(({ counter }) => Math.ceil(counter.packets / 2))) };
  });
}

/** Looks the name up in each pod but the first, at the same time. */
async function lookUp(lab: Lab): Promise<readonly (readonly RealLookup[])[]> {
  const programs = {
    glibc: await compile('lookup', 'glibc', lab.directory),
    musl: await compile('lookup', 'musl', lab.directory),
  };
  return Promise.all(
    LIBRARIES.map((library, index) => {
      const pod = lab.pods[index + 1] ?? lab.pod;
      lab.configure(pod, ['options timeout:2 attempts:1']);
      return realLookups(pod, programs[library], ['-r', '-j', THREADS, '-n', LOOKUPS, NAME]);
    }),
  );
}

const unanswered = (exposition: string, client: string) =>
  sumOf(exposition, 'fivesec_pod_unanswered_flows_total', `pod_ip="${client}"`);

/** The exposition in which as many flows are unanswered as the kernel lost, or the last one. */
async function settled(agent: AgentInPod, clients: readonly string[], lost: readonly number[]) {
  const deadlineMs = performance.now() + SETTLES_WITHIN_MS;
  for (;;) {
    const exposition = await agent.metrics();
    const counted = total(clients.map((client) => unanswered(exposition, client)));
    if (counted >= total(lost) || performance.now() > deadlineMs) return exposition;
    await pause(GLANCE_MS);
  }
}

it('counts the flows of other pods by DNS pod, and those that the kernel drops by client', async (ctx) => {
  await canStand(ctx, TOPOLOGY);
  await using lab = await standUp(TOPOLOGY);
  const clients = LIBRARIES.map((_, index) => farAddress(podLink(index + 1), 4));
  const dnsPods = lab.dns.map(({ namespace }) => namespace);
  await lab.proxyTo([lab.endpoints[0] ?? '', ...lab.endpoints]);
  for (const dnsPod of dnsPods) await dropSome(dnsPod, clients.slice(0, -1));
  await using agent = await startAgent(lab, [
    ...['--nameserver', lab.vip, '--name', NAME, '--proc-net', lab.procNet],
    ...lab.endpoints.flatMap((endpoint) => ['--endpoint', endpoint]),
    ...['--flows-mode', 'on', '--flows-interval', READ_EVERY, '--flows-pod-series', '10'],
  ]);

  // The first reading only shows which flows were there before, so it comes before those of the applications.
  const cpuOfReadings = async () => sumOf(await agent.metrics(), 'fivesec_flow_read_cpu_seconds_total');
  await vi.waitFor(async () => expect(await cpuOfReadings()).toBeGreaterThan(0), SETTLES_WITHIN_MS);

  const applications = await lookUp(lab);
  const failed = applications.map((lookups) => lookups.filter(({ error }) => error !== 0).length);
  const byPod = await Promise.all(dnsPods.map((dnsPod) => flowsIn(dnsPod, 'lost', clients)));
  const ofClient = (what: 'flows' | 'lookups') =>
    clients.map((_, index) => total(byPod.map((counts) => counts[index]?.[what] ?? 0)));
  const lost = ofClient('flows');
  const exposition = await settled(agent, clients, lost);

  // A lookup fails if its one socket is among the dropped ones.
  expect(failed).toEqual(ofClient('lookups'));
  expect(lost[0]).toBeGreaterThan(5);
  expect(lost[1]).toBeGreaterThan(5);
  expect(lost[2]).toBe(0);
  expect(clients.map((client) => unanswered(exposition, client))).toEqual(lost);

  const seen = await Promise.all(dnsPods.map((dnsPod) => flowsIn(dnsPod, 'seen', clients)));
  const kernel = seen.map((counts) => total(counts.map(({ flows }) => flows)));
  const counted = lab.endpoints.map((endpoint) =>
    sumOf(exposition, 'fivesec_flows_total', `endpoint="${endpoint}"`),
  );
  const share = (counts: readonly number[]) => (counts[0] ?? 0) / total(counts);
  expect(Math.abs(share(counted) - share(kernel))).toBeLessThanOrEqual(TWO_POINTS);
  expect(share(kernel)).toBeGreaterThan(0.55);
});
