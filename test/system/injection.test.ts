/**
 * Pods that a real API server takes in, with the chart's webhook and with the chart's admission policy, both as Helm
 * installs them: over the table of pods that unit tests run through either of them.
 */

import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Cluster, clusterMissing, standUpCluster } from '../support/kubernetes/cluster.ts';
import { at } from '../support/kubernetes/helm.ts';
import { offer, optionsComeTo, optionsOf } from '../support/kubernetes/offered-pods.ts';
import { executableMissing } from '../support/machine/executable.ts';
import { needs } from '../support/machine/requirement.ts';
import { admissionTable, type JsonObject, mutate, tableRules } from '../support/webhook/admission.ts';
import { startWebhookPod } from '../support/webhook/webhook-pod.ts';

const HOME = admissionTable.ownNamespace;
const ASKS_FOR_IT = { 'fivesec.dev/injection': 'enabled' };
const NAMESPACES = new Set([HOME, ...admissionTable.cases.map(({ namespace }) => namespace)]);
const BARE = { metadata: { name: 'bare' }, spec: {} };
const IN_SHOP = { namespace: 'shop', pod: BARE };
const NOBODY_ASKED = { namespace: 'quiet', pod: BARE };
const RULES = { ...tableRules, version: '0.1.0' };

let missing: string | undefined;
let cluster: Cluster;
/** The table's pods where nothing is injected; undefined for one that the API server itself refuses. */
let untouched: readonly (JsonObject | undefined)[];

beforeAll(async () => {
  missing = (await clusterMissing()) ?? executableMissing();
  if (missing !== undefined) return;
  cluster = await standUpCluster();
  for (const name of NAMESPACES) await cluster.api.makeNamespace(name, ASKS_FOR_IT);
  await cluster.api.makeNamespace(NOBODY_ASKED.namespace);
  untouched = await offer(cluster.api, admissionTable.cases);
});

afterAll(() => cluster?.[Symbol.asyncDispose]());

beforeEach((ctx) => needs(ctx, missing));

it('is not more than the API server lets a pod be: it refuses an option without a name, and nothing else of the table', () => {
  const refused = admissionTable.cases.filter((_, index) => untouched[index] === undefined);
  expect(refused.map(({ title }) => title)).toEqual(['an option without a name is no obstacle']);
});

it('by webhook: every pod of the table as the webhook decides, and none is held up once the webhook is gone', async () => {
  const { api, directory } = cluster;
  await released('install', 'webhook', admissionTable.options);
  const webhook = await startWebhookPod(api, HOME, directory);
  await optionsComeTo(api, IN_SHOP, admissionTable.options.length);
  expect(await offer(api, admissionTable.cases)).toEqual(expected());
  expect(await optionsOf(api, NOBODY_ASKED)).toEqual([]);

  // An upgrade keeps the certificate: the webhook that runs is still the one that the API server trusts.
  const before = await certificates();
  await released('upgrade', 'webhook', admissionTable.options);
  expect(await certificates()).toEqual(before);

  webhook.signal('SIGTERM');
  await webhook.finished;
  expect(await optionsOf(api, IN_SHOP)).toEqual([]);
  await api.uninstall(HOME);
});

it('by policy: the same, without a program', async () => {
  const { api } = cluster;
  await released('install', 'policy', admissionTable.options);
  await optionsComeTo(api, IN_SHOP, admissionTable.options.length);
  expect(await offer(api, admissionTable.cases)).toEqual(expected());
  expect(await optionsOf(api, NOBODY_ASKED)).toEqual([]);
  await api.uninstall(HOME);
  expect(await optionsComeTo(api, IN_SHOP, 0)).toEqual([]);
});

it('by policy: with no DNS policy to skip, and with every shape of option', async () => {
  const { api } = cluster;
  await released('install', 'policy', ['use-vc', 'ndots:2', 'some-option:a=b'], { skipDnsPolicies: [] });
  const onDefault = { ...IN_SHOP, pod: { ...BARE, spec: { dnsPolicy: 'Default' } } };
  expect(await optionsComeTo(api, onDefault, 3)).toEqual([
    { name: 'use-vc' },
    { name: 'ndots', value: '2' },
    { name: 'some-option', value: 'a=b' },
  ]);
  await api.uninstall(HOME);
});

async function released(
  command: 'install' | 'upgrade',
  mode: string,
  options: readonly string[],
  more: object = {},
): Promise<void> {
  const values = JSON.stringify({ mode, options, ...more });
  const run = await cluster.api.helm(command, HOME, '--set-json', `injection=${values}`);
  expect([run.code, run.stderr]).toEqual([0, '']);
}

/** What the webhook shows, and what the API server takes from it. */
async function certificates(): Promise<readonly unknown[]> {
  const { api } = cluster;
  const [secret, configuration] = await Promise.all([
    api.get('secret', 'fivesec-webhook-tls', '--namespace', HOME),
    api.get('mutatingwebhookconfigurations'),
  ]);
  return [at(secret, 'data'), at(configuration, 'items.0.webhooks.0.clientConfig.caBundle')];
}

/** The table's pods as decided by the code that unit tests run, from what the API server has filled in. */
function expected(): readonly (JsonObject | undefined)[] {
  return admissionTable.cases.map(({ namespace }, index) => {
    const pod = untouched[index];
    return pod && mutate(pod, RULES, namespace);
  });
}
