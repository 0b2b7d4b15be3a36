/** The real kube-state-metrics, which reads a real API server. Debian has no package of it. */

import type { ApiServer } from '../kubernetes/api-server.ts';
import { type Built, goTool, pathOf } from '../machine/go-tool.ts';

const METRICS_PORT = 8080;
const TELEMETRY_PORT = 8081;

export function kubeStateMetrics(): Built {
  return goTool({
    title: 'kube-state-metrics',
    module: 'kube-state-metrics',
    program: 'k8s.io/kube-state-metrics/v2',
  });
}

/** Starts it with the allow-list of the chart's README; gives its address. The teardown of the API server's lab ends it. */
export async function startKubeStateMetrics(api: ApiServer): Promise<string> {
  await api.namespace.spawn([
    pathOf(kubeStateMetrics()),
    `--kubeconfig=${api.config}`,
    '--resources=pods,daemonsets',
    '--metric-annotations-allowlist=pods=[fivesec.dev/injected]',
    '--host=127.0.0.1',
    `--port=${METRICS_PORT}`,
    '--telemetry-host=127.0.0.1',
    `--telemetry-port=${TELEMETRY_PORT}`,
  ]);
  return `127.0.0.1:${METRICS_PORT}`;
}
