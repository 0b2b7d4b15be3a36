/** Before any test of a project: what Go has to build is built once, not by every worker at the same time. */

import { etcd, kubeApiServer } from '../kubernetes/api-server.ts';
import { kubeStateMetrics } from '../monitoring/kube-state-metrics.ts';
import { prometheus3 } from '../monitoring/prometheus3.ts';

/** Where something can't be built, the tests that need it say why. */
export default function setup(): void {
  console.log('building Prometheus 3, Kubernetes and kube-state-metrics: minutes the first time');
  prometheus3('promtool');
  prometheus3('prometheus');
  kubeStateMetrics();
  etcd();
  kubeApiServer();
}
