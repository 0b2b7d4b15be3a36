/** fivesec's commands and its injection of options in a real cluster, as described in the chart's README and NOTES. */

import { expect, it } from 'vitest';
import { z } from 'zod';
import { sleep, systemClock } from '../../../src/platform/clock.ts';
import { optionsIn } from '../../support/webhook/admission.ts';
import { PAUSE_IMAGE } from '../harness/container-runtime.ts';
import { agentPods, RELEASE_NAMESPACE, readAgent, upgrade } from '../harness/release.ts';
import { dnsPods } from './dns-pods.ts';
import { standingCluster } from './standing.ts';

const cluster = standingCluster({ quietMs: 0 });

const IN_RELEASE = ['--namespace', RELEASE_NAMESPACE];
const IN_AGENT = ['exec', ...IN_RELEASE, 'daemonset/fivesec', '--'];
const PLUGIN_CHECK = ['fivesec', 'check', '--duration', '10s', '--json'] as const;
const PLUGIN_PODS = 'app.kubernetes.io/name=kubectl-fivesec';
const SHOP = 'shop';
const PATIENCE_MS = 30_000;
const MATRIX_WITHIN_MS = 300_000;
const STATUS = ['status', 'fivesec', ...IN_RELEASE, '--output', 'json'] as const;
const REPORT = z.object({ node: z.object({ name: z.string() }) });
const RELEASE = z.object({ info: z.object({ first_deployed: z.string() }) });

it('helm test passes', async () => {
  const { code, stderr } = await cluster().helm('test', 'fivesec', ...IN_RELEASE);
  expect([code, stderr]).toEqual([0, '']);
});

it('check finds nothing', async () => {
  const { code, stdout } = await cluster().kubectl([...IN_AGENT, 'fivesec', 'check', '--duration', '10s']);
  expect(code, stdout).toBe(0);
});

it('kubectl fivesec check runs in the agent of the node', async () => {
  const node = lastNode();
  const { code, stdout, stderr } = await cluster().kubectl([...PLUGIN_CHECK, '--node', node]);
  expect(code, `${stderr}${stdout}`).toBe(0);
  expect(stderr).not.toContain('The plugin would create this pod');
  expect(REPORT.parse(JSON.parse(stdout)).node.name).toBe(node);
});

it('kubectl fivesec check runs in a pod of its own where no agent is found, and removes it', async () => {
  const where = ['--node', lastNode(), '--namespace', 'default', '--yes'];
  const { code, stdout, stderr } = await cluster().kubectl([...PLUGIN_CHECK, ...where]);
  expect(code, `${stderr}${stdout}`).toBe(0);
  expect(stderr).toContain('The plugin would create this pod');
  expect(REPORT.parse(JSON.parse(stdout)).node.name).toMatch(/^kubectl-fivesec-/);
  const left = () => cluster().ask(['get', 'pods', '--selector', PLUGIN_PODS, '--output', 'name']);
  expect(await within(async () => (await left()) === '')).toBe(true);
});

it('fleet finds every agent', async () => {
  const { code, stdout } = await cluster().kubectl([...IN_AGENT, 'fivesec', 'fleet']);
  expect(code, stdout).toBe(0);
  expect(stdout).toContain('node1');
});

it('the fleet page has the loss of each DNS pod from each node within five minutes of helm install', async () => {
  const [agents, pods] = [await agentPods(cluster()), await dnsPods(cluster())];
  const [agent] = agents;
  if (agent === undefined) throw new Error('there is no agent');
  const isWhole = async () => {
    const [page = ''] = (await readAgent(cluster(), agent, ['/fleet'])) ?? [];
    const measured = page.match(/<td class="m s\d">/g) ?? [];
    const columns = pods.filter((pod) => page.includes(`<th><code>${pod}</code></th>`));
    return columns.length === pods.length && measured.length === agents.length * pods.length;
  };
  expect(await within(isWhole, MATRIX_WITHIN_MS)).toBe(true);
  const { info } = RELEASE.parse(JSON.parse((await cluster().helm(...STATUS)).stdout));
  const tookMs = systemClock.wall() - Date.parse(info.first_deployed);
  console.log(`the matrix was there ${Math.round(tookMs / 1000)} s after helm install`);
  expect(tookMs).toBeLessThan(MATRIX_WITHIN_MS);
});

it('trace sends the given number of requests, without a terminal', async () => {
  const url = 'https://kubernetes.default.svc';
  const flags = ['--insecure', '--count', '3', '--json'];
  const { code, stdout } = await cluster().kubectl([...IN_AGENT, 'fivesec', 'trace', url, ...flags]);
  expect(code, stdout).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(3);
});

it.each(['webhook', 'policy'])('a new pod gets its option by %s', async (mode) => {
  await upgrade(cluster(), '--set', `injection.mode=${mode}`);
  await cluster().apply({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: SHOP, labels: { 'fivesec.dev/injection': 'enabled' } },
  });
  // An API server learns of a new configuration with a delay.
  expect(await within(async () => (await optionsOfNewPod(`asked-${systemClock.wall()}`)).length > 0)).toBe(
    true,
  );
  const name = `kept-${mode}`;
  expect(await optionsOfNewPod(name)).toEqual([{ name: 'single-request-reopen' }]);
  await cluster().ask(['wait', '--for=condition=Ready', `pod/${name}`, '--namespace', SHOP, '--timeout=60s']);
});

function lastNode(): string {
  const { machines } = cluster();
  return (machines.at(-1) ?? machines[0]).name;
}

/** The DNS options of a new pod. */
async function optionsOfNewPod(name: string): Promise<readonly unknown[]> {
  const containers = [{ name: 'app', image: PAUSE_IMAGE, imagePullPolicy: 'IfNotPresent' }];
  await cluster().apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: SHOP },
    spec: { containers, terminationGracePeriodSeconds: 0 },
  });
  return optionsIn(z.looseObject({}).parse(await cluster().get('pod', name, '--namespace', SHOP)));
}

async function within(holds: () => Promise<boolean>, patienceMs = PATIENCE_MS): Promise<boolean> {
  const deadline = systemClock.now() + patienceMs;
  while (!(await holds())) {
    if (systemClock.now() > deadline) return false;
    await sleep(systemClock, 500);
  }
  return true;
}
