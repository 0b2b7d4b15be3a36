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
const SHOP = 'shop';
const WOULD_CREATE = 'The plugin would create this pod';
const PATIENCE_MS = 30_000;
const MATRIX_WITHIN_MS = 300_000;
const STATUS = ['status', 'fivesec', ...IN_RELEASE, '--output', 'json'] as const;
const FLOWS = z.object({ complete: z.boolean(), rows: z.array(z.object({ backend: z.string() })) });
const RELEASE = z.object({ info: z.object({ first_deployed: z.string() }) });

it('helm test passes', async () => {
  const { code, stderr } = await cluster().helm('test', 'fivesec', ...IN_RELEASE);
  expect([code, stderr]).toEqual([0, '']);
});

it('check finds nothing', async () => {
  const { code, stdout } = await cluster().kubectl([...IN_AGENT, 'fivesec', 'check', '--duration', '10s']);
  expect(code, stdout).toBe(0);
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

it('the kubectl plugin runs check, trace and fleet in the agent of a node', async () => {
  const node = 'node1';
  const check = await cluster().plugin(['check', '--node', node, '--duration', '10s']);
  expect(check.code, check.stdout + check.stderr).toBe(0);
  expect(check.stdout).toMatch(/^node +node1\b/m);
  const url = 'https://kubernetes.default.svc';
  const trace = await cluster().plugin([
    'trace',
    url,
    '--node',
    node,
    '--insecure',
    '--count',
    '2',
    '--json',
  ]);
  expect(trace.code, trace.stdout + trace.stderr).toBe(0);
  expect(trace.stdout.trim().split('\n')).toHaveLength(2);
  const fleet = await cluster().plugin(['fleet']);
  expect(fleet.code, fleet.stdout + fleet.stderr).toBe(0);
  expect(fleet.stdout).toContain(node);
  expect(check.stderr + trace.stderr + fleet.stderr).not.toContain(WOULD_CREATE);
});

it('the kubectl plugin measures a node without an agent from a pod that it creates there, and removes', async () => {
  const namespace = 'made-by-plugin';
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  await cluster().apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } });
  const flags = ['--node', 'node1', '--namespace', namespace, '--yes', '--duration', '10s'];
  // No pod has this label, so no node has an agent for the plugin.
  const { code, stdout, stderr } = await cluster().plugin(['check', ...flags], {
    FIVESEC_SELECTOR: 'is=nobody',
  });
  expect(stderr).toContain(WOULD_CREATE);
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/^node +node1\b/m);
  expect(stdout).toContain('not known    conntrack statistics (fivesec runs without --proc-net');
  const isGone = async () =>
    (await cluster().ask(['get', 'pods', '--namespace', namespace, '-o', 'name'])) === '';
  expect(await within(isGone)).toBe(true);
});

it('the kubectl plugin shows the flows of the pods of a node, with hostProc.flows', async () => {
  await upgrade(cluster(), '--set', 'hostProc.flows=true');
  const pods = await dnsPods(cluster());
  const hasEachPod = async () => {
    const { code, stdout, stderr } = await cluster().plugin(['flows', '--node', 'node1', '--json']);
    expect(code, stdout + stderr).toBe(0);
    const { complete, rows } = FLOWS.parse(JSON.parse(stdout));
    return complete && pods.every((pod) => rows.some(({ backend }) => backend === pod));
  };
  expect(await within(hasEachPod)).toBe(true);
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
