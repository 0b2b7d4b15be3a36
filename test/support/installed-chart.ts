/** What a cluster's API server knows: the chart as Helm installed it, and a shop's pods as the chart's webhook let them in. */

import type { ScenarioLab } from '../lab/scenario-lab.ts';
import type { JsonObject } from './admission.ts';
import { ApiServer } from './api-server.ts';
import { startKubeStateMetrics } from './kube-state-metrics.ts';
import { CONTAINERS, optionsComeTo } from './offered-pods.ts';
import { startWebhookPod } from './webhook-pod.ts';

export const NAMESPACE = 'monitoring';
const SHOP = 'shop';

const PODS: readonly ShopPod[] = [
  { name: 'web-1', nodeName: 'node-a' },
  { name: 'web-2', nodeName: 'node-a', spec: { dnsConfig: { options: [{ name: 'timeout', value: '1' }] } } },
  { name: 'opted-out', nodeName: 'node-a', annotations: { 'fivesec.dev/inject': 'false' } },
  { name: 'no-cluster-dns', nodeName: 'node-b', spec: { dnsPolicy: 'Default' } },
  { name: 'pending' },
];
/** By node, how many of the pods above the webhook marks where they run. */
export const MARKED_PODS = { 'node-a': 2 };
const AGENTS = {
  desiredNumberScheduled: 5,
  currentNumberScheduled: 5,
  numberReady: 4,
  numberMisscheduled: 0,
};
/** As the alert counts them. */
export const MISSING_AGENTS = 1;

interface ShopPod {
  readonly name: string;
  /** Not given for a pod that no node has taken yet. */
  readonly nodeName?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: JsonObject;
}

/** The API server with the chart in it, the webhook that answers it, the shop's pods; gives kube-state-metrics' address. */
export async function startKubernetes(lab: ScenarioLab): Promise<string> {
  const api = await ApiServer.start(lab.pod, lab.directory);
  await api.makeNamespace(NAMESPACE);
  await api.makeNamespace(SHOP, { 'fivesec.dev/injection': 'enabled' });
  const injection = { mode: 'webhook', options: ['single-request-reopen'] };
  await api.helm('install', NAMESPACE, '--set-json', `injection=${JSON.stringify(injection)}`);
  await startWebhookPod(api, NAMESPACE, lab.directory);
  await optionsComeTo(api, { namespace: SHOP, pod: { metadata: { name: 'first' }, spec: {} } }, 1);
  await api.apply(...PODS.map(shopPod));
  await api.setStatus('daemonset', 'fivesec', NAMESPACE, AGENTS);
  return startKubeStateMetrics(api);
}

function shopPod({ name, nodeName, annotations = {}, spec = {} }: ShopPod): object {
  const metadata = { name, namespace: SHOP, annotations };
  const node = nodeName === undefined ? {} : { nodeName };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { ...spec, ...node, containers: CONTAINERS } };
}
