/** kube-state-metrics, which Debian does not have: the real program, in front of an API that holds what a test says. */

import { fileURLToPath } from 'node:url';
import { sleep, systemClock } from '../../src/platform/clock.ts';
import type { Running } from '../lab/ground/command.ts';
import type { Namespace } from '../lab/ground/namespace.ts';
import { type Built, goTool } from './go-tool.ts';

const API = fileURLToPath(new URL('./objects-api.mjs', import.meta.url));
const API_PORT = 8001;
const METRICS_PORT = 8080;
const TELEMETRY_PORT = 8081;

/** Objects of a cluster, as its API has them. */
export interface ClusterObjects {
  readonly pods: readonly unknown[];
  readonly daemonSets: readonly unknown[];
}

export function kubeStateMetrics(): Built {
  return goTool({
    title: 'kube-state-metrics',
    module: 'kube-state-metrics',
    program: 'k8s.io/kube-state-metrics/v2',
  });
}

/** Starts `program` in the namespace, with the allow-list that the chart's README asks for; both end with the lab. */
export async function startKubeStateMetrics(
  namespace: Namespace,
  program: string,
  { pods, daemonSets }: ClusterObjects,
): Promise<string> {
  const lists = {
    '/api/v1/pods': { kind: 'PodList', apiVersion: 'v1', items: pods },
    '/apis/apps/v1/daemonsets': { kind: 'DaemonSetList', apiVersion: 'apps/v1', items: daemonSets },
  };
  const api = await namespace.spawn([process.execPath, API, String(API_PORT)], {
    input: JSON.stringify(lists),
  });
  // kube-state-metrics gives up at once where nobody listens.
  const ended = api.finished.then(({ stderr }) => Promise.reject(new Error(`the API ended: ${stderr}`)));
  await Promise.race([ended, listening(api)]);
  await namespace.spawn([
    program,
    `--apiserver=http://127.0.0.1:${API_PORT}`,
    '--resources=pods,daemonsets',
    '--metric-annotations-allowlist=pods=[fivesec.dev/injected]',
    '--host=127.0.0.1',
    `--port=${METRICS_PORT}`,
    '--telemetry-host=127.0.0.1',
    `--telemetry-port=${TELEMETRY_PORT}`,
  ]);
  return `127.0.0.1:${METRICS_PORT}`;
}

async function listening(api: Running): Promise<void> {
  while (api.stdout() === '') await sleep(systemClock, 20);
}
