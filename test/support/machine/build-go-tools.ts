/** Runs before all tests of a project: builds Go programs once, instead of in every worker at the same time. */

import { etcd, kubeApiServer } from '../kubernetes/api-server.ts';
import { kubeStateMetrics } from '../monitoring/kube-state-metrics.ts';
import { prometheus3 } from '../monitoring/prometheus3.ts';

/** If a program can't be built, the tests that need it report the reason. */
export default function setup(): void {
  console.log('building Prometheus 3, Kubernetes and kube-state-metrics: minutes the first time');
  prometheus3('promtool');
  prometheus3('prometheus');
  kubeStateMetrics();
  etcd();
  kubeApiServer();
}
