/** fivesec's commands and its injection of options in a real cluster, as described in the chart's README and NOTES. */

import { expect, it } from 'vitest';
import { z } from 'zod';
import { sleep, systemClock } from '../../../src/platform/clock.ts';
import { optionsIn } from '../../support/webhook/admission.ts';
import { PAUSE_IMAGE } from '../harness/container-runtime.ts';
import { RELEASE_NAMESPACE, upgrade } from '../harness/release.ts';
import { standingCluster } from './standing.ts';

const cluster = standingCluster({ quietMs: 0 });

const IN_RELEASE = ['--namespace', RELEASE_NAMESPACE];
const IN_AGENT = ['exec', ...IN_RELEASE, 'daemonset/fivesec', '--'];
const SHOP = 'shop';
const PATIENCE_MS = 30_000;

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

async function within(holds: () => Promise<boolean>): Promise<boolean> {
  const deadline = systemClock.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (systemClock.now() > deadline) return false;
    await sleep(systemClock, 500);
  }
  return true;
}
