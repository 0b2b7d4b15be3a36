/** The objects of an API server: the chart, installed by Helm, and a shop's pods, admitted through the chart's webhook. */

import { parse } from 'yaml';
import { z } from 'zod';
import { scrapeJob } from '../../../scripts/chart/scrape.ts';
import type { ScenarioLab } from '../../lab/scenario-lab.ts';
import { startKubeStateMetrics } from '../monitoring/kube-state-metrics.ts';
import type { JsonObject } from '../webhook/admission.ts';
import { startWebhookPod } from '../webhook/webhook-pod.ts';
import { ApiServer } from './api-server.ts';
import { at } from './helm.ts';
import { CONTAINERS, optionsComeTo } from './offered-pods.ts';

export const NAMESPACE = 'monitoring';
const SHOP = 'shop';

const templateSchema = z.object({
  metadata: z.looseObject({}),
  spec: z.looseObject({
    containers: z.tuple([z.looseObject({ ports: z.array(z.looseObject({})) })]),
  }),
});
const scrapeSchema = z.object({
  scrape_configs: z.tuple([z.looseObject({ kubernetes_sd_configs: z.array(z.looseObject({})) })]),
});

const PODS: readonly ShopPod[] = [
  { name: 'web-1', nodeName: 'node-a' },
  { name: 'web-2', nodeName: 'node-a', spec: { dnsConfig: { options: [{ name: 'timeout', value: '1' }] } } },
  { name: 'opted-out', nodeName: 'node-a', annotations: { 'fivesec.dev/inject': 'false' } },
  { name: 'no-cluster-dns', nodeName: 'node-b', spec: { dnsPolicy: 'Default' } },
  { name: 'pending' },
];
/** The number of the pods above that have the annotation of the webhook, by node. */
export const MARKED_PODS = { 'node-a': 2 };
/** The status of the DaemonSet. */
const AGENTS = {
  desiredNumberScheduled: 5,
  currentNumberScheduled: 5,
  numberReady: 4,
  numberMisscheduled: 0,
};
/** Nodes whose agent is not ready, by this status. */
export const MISSING_AGENTS = AGENTS.desiredNumberScheduled - AGENTS.numberReady;

interface ShopPod {
  readonly name: string;
  /** Not given for a pod that is not scheduled yet. */
  readonly nodeName?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: JsonObject;
}

export interface AgentPod {
  readonly node: string;
  readonly port: number;
}

export interface Kubernetes {
  /** The address of kube-state-metrics. */
  readonly stateMetrics: string;
  /** The scrape job of the chart's README, in front of this API server. */
  readonly discovery: object;
}

/** The API server with the chart, the webhook that it asks, the shop's pods, and pods for the agents. */
export async function startKubernetes(lab: ScenarioLab, agents: readonly AgentPod[]): Promise<Kubernetes> {
  const api = await ApiServer.start(lab.pod, lab.directory);
  await api.makeNamespace(NAMESPACE);
  await api.makeNamespace(SHOP, { 'fivesec.dev/injection': 'enabled' });
  const injection = { mode: 'webhook', options: ['single-request-reopen'] };
  const installed = await api.helm(
    'install',
    NAMESPACE,
    '--set-json',
    `injection=${JSON.stringify(injection)}`,
  );
  if (installed.code !== 0) throw new Error(installed.stderr);
  await startWebhookPod(api, NAMESPACE, lab.directory);
  await optionsComeTo(api, { namespace: SHOP, pod: { metadata: { name: 'first' }, spec: {} } }, 1);
  await api.apply(...PODS.map(shopPod));
  for (const agent of agents) await makeAgentPod(api, agent);
  await api.setStatus('daemonset', 'fivesec', NAMESPACE, AGENTS);
  return { stateMetrics: await startKubeStateMetrics(api), discovery: discoveryOf(api) };
}

/** The pod that the DaemonSet's controller and a kubelet would make from its template. The agent itself is started elsewhere. */
async function makeAgentPod(api: ApiServer, { node, port }: AgentPod): Promise<void> {
  const template = at(await api.get('daemonset', 'fivesec', '--namespace', NAMESPACE), 'spec.template');
  const { metadata, spec } = templateSchema.parse(template);
  const [container] = spec.containers;
  const ports = container.ports.map((one) => ({ ...one, containerPort: port }));
  const name = `fivesec-${node}`;
  await api.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, name, namespace: NAMESPACE },
    spec: { ...spec, nodeName: node, containers: [{ ...container, ports }] },
  });
  const podIP = '127.0.0.1';
  await api.setStatus('pod', name, NAMESPACE, { phase: 'Running', podIP, podIPs: [{ ip: podIP }] });
}

function discoveryOf({ config }: ApiServer): object {
  const { scrape_configs: jobs } = scrapeSchema.parse(parse(scrapeJob()));
  const [job] = jobs;
  const found = job.kubernetes_sd_configs.map((one) => ({ ...one, kubeconfig_file: config }));
  return { ...job, kubernetes_sd_configs: found };
}

function shopPod({ name, nodeName, annotations = {}, spec = {} }: ShopPod): object {
  const metadata = { name, namespace: SHOP, annotations };
  const node = nodeName === undefined ? {} : { nodeName };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { ...spec, ...node, containers: CONTAINERS } };
}
