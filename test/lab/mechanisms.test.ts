/** Each fault has its effect on the real C library, and its counter of the truth agrees. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { unlessStalled } from '../support/time/unless-stalled.ts';
import { canStand } from './can-stand.ts';
import { EFFECTS, manyOf, STRONGER } from './effects.ts';
import { snatRace } from './faults/snat-race.ts';
import { readNodeCounters } from './ground/node-counters.ts';
import { standUp } from './lab.ts';
import { missingPrograms } from './needs.ts';
import { realLookups } from './probe/application.ts';
import { compile } from './probe/compile.ts';
import { SOON_WITHOUT_TCP, seen } from './probe/impatient.ts';
import { scenarioTopology, standUpScenario } from './scenario-lab.ts';
import { SCENARIO_NAMES, type ScenarioName, scenarioOf } from './scenarios.ts';
import { CLUSTER_FIRST, topology } from './topology.ts';

/** The limit of the conntrack table applies to the whole machine, so no other lab may exist meanwhile. */
const ALONE: readonly ScenarioName[] = ['conntrack-full'];
/** Their lookups use TCP, because the fault does not affect UDP. */
const OVER_TCP: readonly ScenarioName[] = ['tcp-blocked'];

let programs = '';
let lookup = '';
let senders = '';

beforeAll(async () => {
  programs = mkdtempSync(join(tmpdir(), 'fivesec-programs-'));
  if (missingPrograms(['cc']) !== undefined) return;
  lookup = await compile('lookup', 'glibc', programs);
  senders = await compile('senders', 'glibc', programs);
});
afterAll(() => rmSync(programs, { recursive: true, force: true }));

const NAMES = SCENARIO_NAMES.filter((name) => name in EFFECTS);
// They mostly wait for timeouts of the C library.
describe.concurrent('side by side', () => {
  for (const name of NAMES.filter((one) => !ALONE.includes(one))) doesWhatItSays(name);
});
for (const name of ALONE) doesWhatItSays(name);

function doesWhatItSays(name: ScenarioName): void {
  it.for([4, 6] as const)(
    `the scenario ${name} does what it says over IPv%i, and ends`,
    async (family, ctx) =>
      unlessStalled(async () => {
        const options = `options timeout:1${OVER_TCP.includes(name) ? ' use-vc' : ''}`;
        const impatient = { resolvConf: [...CLUSTER_FIRST, options] };
        const percent = STRONGER[name];
        const how = { family, topology: impatient, ...(percent === undefined ? {} : { percent }) };
        await canStand(ctx, scenarioTopology(name, how));
        await using lab = await standUpScenario(name, how);
        await lab.pod.sysctl(SOON_WITHOUT_TCP);
        // It has both families.
        const asked = scenarioOf(name).name ?? 'web.default.svc.cluster.local.';
        const found = seen(await realLookups(lab.pod, lookup, [...manyOf(name), '-r', asked]));
        if (name === 'dnat-race') await pause(1500);
        const counted = await lab.truth();
        const sum = (counter: string) =>
          Object.entries(counted).reduce((all, [key, n]) => all + (key.endsWith(`.${counter}`) ? n : 0), 0);
        EFFECTS[name]?.(found, sum);

        await lab.end();
        const after = await realLookups(lab.pod, lookup, ['-n', '2', '-j', '5', '-r', 'web.default']);
        expect(seen(after)).toEqual({ lookups: 10, slow: 0, failed: 0 });
      }),
  );
}

describe('what needs a client of its own', () => {
  const Count = z.object({ sent: z.number(), answered: z.number() });

  it('a real race of two masqueraded pods: what the kernel dropped is what was not answered', async (ctx) => {
    const plan = topology({ pods: 3, dnsPods: ['dnsmasq'], masquerade: true });
    await canStand(ctx, plan);
    await using lab = await standUp(plan);
    const [one, other] = lab.pods.slice(1).map(({ name }) => `/run/netns/${name}`);
    const text = await lab.node.run([senders, 'together', '600', one ?? '', other ?? '', lab.vip]);
    const { sent, answered } = Count.parse(JSON.parse(text));
    const { insertFailed, drop } = await readNodeCounters(lab.node);
    console.log(
      `snat race: ${sent} sent, ${sent - answered} lost, insert_failed ${insertFailed}, drop ${drop}`,
    );
    expect(drop).toBe(sent - answered);
    expect(insertFailed).toBe(drop);
    expect(drop).toBeGreaterThan(0);
  });

  it('a real race of two threads on one socket: the kernel repairs it and nothing is lost', async (ctx) => {
    await canStand(ctx, topology());
    await using lab = await standUp(topology());
    const text = await lab.node.run([senders, 'shared', '2000', `/run/netns/${lab.pod.name}`, lab.vip]);
    const { sent, answered } = Count.parse(JSON.parse(text));
    const { clashResolved, drop } = await readNodeCounters(lab.node);
    console.log(`dnat race: ${sent / 2} pairs, ${clashResolved} clashes resolved, ${sent - answered} lost`);
    expect({ lost: sent - answered, drop }).toEqual({ lost: 0, drop: 0 });
    expect(clashResolved).toBeGreaterThan(0);
  });

  it('a repaired clash expires: slow answers come from the DNS pods themselves', async (ctx) => {
    const plan = scenarioTopology('clash-expired');
    await canStand(ctx, plan);
    await using lab = await standUpScenario('clash-expired');
    // How often two sends clash depends on the machine: one in two here, fewer on others.
    await lab.pod.run([senders, 'shared', '600', `/run/netns/${lab.pod.name}`, lab.vip]);
    await pause(2000);
    const truth = await lab.truth();
    const clashResolved = truth['clash-expired.clashResolved'];
    const untranslated = truth['clash-expired.untranslated'];
    console.log(
      `expired: 600 pairs, ${clashResolved} clashes resolved, ${untranslated} answers untranslated`,
    );
    expect(clashResolved).toBeGreaterThan(0);
    expect(untranslated).toBeGreaterThan(0);
  });

  it('a standing socket keeps to a DNS pod that is gone, fresh ones do not', async (ctx) => {
    const plan = scenarioTopology('stale-conntrack');
    await canStand(ctx, plan);
    await using lab = await standUpScenario('stale-conntrack');
    const standing = await lab.pod.spawn([senders, 'standing', '5', `/run/netns/${lab.pod.name}`, lab.vip]);
    // Three seconds of queries: conntrack marks a flow ASSURED when it is two seconds old and was answered.
    await vi.waitFor(() => expect(standing.stdout()).toMatch(/\.{15}$/), 60_000);
    await lab.begin();
    await vi.waitFor(() => expect(standing.stdout()).toMatch(/x{6}$/), 60_000);
    expect((await lab.truth())['stale-conntrack.queries']).toBeGreaterThanOrEqual(5);
    const fresh = await realLookups(lab.pod, lookup, ['-n', '2', '-j', '10', '-r', 'web.default']);
    expect(seen(fresh)).toEqual({ lookups: 20, slow: 0, failed: 0 });
  });

  it.for([4, 6] as const)(
    'a node without DNS pods refuses at once over IPv%i, as long as its ration of ICMP errors lasts',
    async (family, ctx) => {
      await canStand(ctx, scenarioTopology('no-endpoints', { family }));
      await using lab = await standUpScenario('no-endpoints', { family });
      const alone = await realLookups(lab.pod, lookup, ['-r', 'kubernetes.default.svc.cluster.local.']);
      expect(seen(alone)).toEqual({ lookups: 1, slow: 0, failed: 1 });
    },
  );

  it('a node-local cache answers until it dies, and then refuses', async (ctx) => {
    const options = { topology: { nodeLocal: 'first-nameserver' as const }, healthyFirst: true };
    await canStand(ctx, scenarioTopology('node-local-down', options));
    await using lab = await standUpScenario('node-local-down', options);
    const ask = () => realLookups(lab.pod, lookup, ['-r', 'kubernetes.default.svc.cluster.local.']);
    expect(seen(await ask())).toEqual({ lookups: 1, slow: 0, failed: 0 });
    await lab.begin();
    expect(seen(await ask())).toEqual({ lookups: 1, slow: 0, failed: 1 });
    expect((await lab.truth())['node-local-down.queries']).toBeGreaterThan(0);
    await lab.end();
    expect(seen(await ask())).toEqual({ lookups: 1, slow: 0, failed: 0 });
  });

  it('no clash is made of flows that the other pods own', async (ctx) => {
    const plan = topology({ pods: 2, masquerade: true });
    await canStand(ctx, plan);
    await using lab = await standUp(plan);
    await lab.inject(snatRace({ percent: 100 }));
    const [, neighbour] = lab.pods;
    const found = neighbour && (await realLookups(neighbour, lookup, ['-n', '10', '-r', 'web.default']));
    expect(seen(found ?? [])).toEqual({ lookups: 10, slow: 0, failed: 0 });
  });
});
