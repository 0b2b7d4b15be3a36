/** A healthy cluster: no cause is claimed, also during rollouts. */

import { expect, it } from 'vitest';
import { z } from 'zod';
import { sleep, systemClock } from '../../../src/platform/clock.ts';
import { agentPods, RELEASE_NAMESPACE, readAgent, restartAgents } from '../harness/release.ts';
import { repeated, restartedAgents, restartedDns, scaledDns } from './changes.ts';
import type { Findings } from './findings.ts';
import { standingCluster } from './standing.ts';
import { walk, walkFault } from './walk.ts';

const cluster = standingCluster({ quietMs: 0 });

/** How often each change is made: `CLUSTER_ROUNDS`, by default once. */
const ROUNDS = Number(process.env['CLUSTER_ROUNDS'] ?? 1);

const lineSchema = z.looseObject({ time: z.union([z.string(), z.number()]), msg: z.string() });

it('claims nothing in quiet minutes after the start, two for each round, and serves its metrics', async () => {
  const minutes = { name: 'quiet minutes', truths: [] };
  quiet(await walk(cluster(), minutes, () => pass(ROUNDS * 120_000)));
  const [agent] = await agentPods(cluster());
  const [metrics] = (agent && (await readAgent(cluster(), agent, ['/metrics']))) ?? [];
  expect(metrics).toContain('fivesec_lookups_total');
});

it.each([restartedDns, scaledDns])('claims nothing while: $name', async (change) => {
  quiet(await walkFault(cluster(), repeated(change, ROUNDS)));
});

it('claims nothing while the agents restart', async () => {
  const { untrue, slow } = await walkFault(cluster(), repeated(restartedAgents, ROUNDS));
  expect.soft([untrue, slow]).toEqual([[], {}]);
});

it('knows the DNS pods within 5 s of its start, whenever it starts', async () => {
  const tookS: number[] = [];
  for (let round = 0; round < 5; round++) {
    await restartAgents(cluster());
    await pass(10_000);
    tookS.push(await foundPodsAfterS());
  }
  console.log('DNS pods known after', tookS);
  expect(Math.max(...tookS)).toBeLessThanOrEqual(5);
});

/** The time from the first line of the agent's log to the line about the found DNS pods; Infinity if there is none. */
async function foundPodsAfterS(): Promise<number> {
  const [agent] = await agentPods(cluster());
  if (agent === undefined) throw new Error('there is no agent');
  const log = await cluster().ask(['logs', '--namespace', RELEASE_NAMESPACE, agent.name]);
  const lines = log.split('\n').filter((line) => line.startsWith('{'));
  const said = lines.map((line) => lineSchema.parse(JSON.parse(line)));
  const [first] = said;
  const found = said.find(({ msg }) => msg === 'found the DNS pods');
  if (first === undefined || found === undefined) return Number.POSITIVE_INFINITY;
  return (new Date(found.time).getTime() - new Date(first.time).getTime()) / 1000;
}

function quiet({ untrue, slow, silentAtS }: Findings): void {
  expect.soft(untrue).toEqual([]);
  expect.soft(slow).toEqual({});
  expect.soft(silentAtS).toEqual([]);
}

async function pass(ms: number): Promise<void> {
  await sleep(systemClock, ms);
}
