/**
 * A cluster as its Prometheus sees it, in one pod of a lab: four nodes with an agent each, a fifth whose agent is not ready,
 * and kube-state-metrics, which tells of that and of the pods of a shop that went through the webhook. node-a runs injected pods, node-b none that is
 * injected, on node-c the agent is not shown the kernel's counters, and on node-d it has a CPU limit that is too low.
 */

import { fileURLToPath } from 'node:url';
import { makeCgroup } from '../lab/ground/cgroup.ts';
import { agentFlags, type ScenarioLab } from '../lab/scenario-lab.ts';
import { admittedPods, type NewPod } from './injected-pods.ts';
import { startKubeStateMetrics } from './kube-state-metrics.ts';
import type { Remembered } from './last-week.ts';
import type { Target } from './monitoring.ts';

const EXECUTABLE = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const SHOP = 'shop';
const NAMESPACE = 'monitoring';
/** Of one CPU: enough to live, and less than an agent takes to start. */
const LOW_LIMIT_PERCENT = 20;

const PODS: readonly NewPod[] = [
  { name: 'web-1', node: 'node-a' },
  { name: 'web-2', node: 'node-a', spec: { dnsConfig: { options: [{ name: 'timeout', value: '1' }] } } },
  { name: 'opted-out', node: 'node-a', annotations: { 'fivesec.dev/inject': 'false' } },
  { name: 'no-cluster-dns', node: 'node-b', spec: { dnsPolicy: 'Default' } },
  { name: 'pending', node: '' },
];
/** By node, how many of the pods above the webhook marks where they run. */
export const MARKED_PODS = { 'node-a': 2 };
const DAEMON_SET = {
  metadata: { name: 'fivesec', namespace: NAMESPACE },
  status: { desiredNumberScheduled: 5, currentNumberScheduled: 5, numberReady: 4 },
};
/** The same, as the alert counts it. */
export const MISSING_AGENTS = 1;

/** Starts an agent in the lab's pod, for `node`; gives it as a target with the labels of the chart's monitor. */
export async function startAgent(
  lab: ScenarioLab,
  node: string,
  port: number,
  flags: readonly string[],
): Promise<Target> {
  const address = `127.0.0.1:${port}`;
  const args = ['agent', '--node-name', node, '--listen', address, '--log-level', 'warn', ...flags];
  await lab.pod.spawn([process.execPath, EXECUTABLE, ...args]);
  return { job: 'fivesec', address, labels: { node, pod: `fivesec-${node}`, namespace: NAMESPACE } };
}

/** Starts all of it, `program` is kube-state-metrics; gives what Prometheus has to scrape. */
export async function startCluster(lab: ScenarioLab, program: string): Promise<readonly Target[]> {
  const flags = agentFlags(lab);
  const withoutCounters = flags.toSpliced(flags.indexOf('--proc-net'), 2);
  const pods = await admittedPods(SHOP, PODS, ['single-request-reopen']);
  const address = await startKubeStateMetrics(lab.pod, program, { pods, daemonSets: [DAEMON_SET] });
  return [
    await startAgent(lab, 'node-a', 9353, flags),
    await startAgent(lab, 'node-b', 9354, flags),
    await startAgent(lab, 'node-c', 9355, withoutCounters),
    await startLimited(lab, 'node-d', 9356, flags),
    { job: 'kube-state-metrics', address, labels: { pod: 'kube-state-metrics-0', namespace: NAMESPACE } },
  ];
}

async function startLimited(
  lab: ScenarioLab,
  node: string,
  port: number,
  flags: readonly string[],
): Promise<Target> {
  lab.pod.confine(makeCgroup(lab.ledger, LOW_LIMIT_PERCENT));
  const target = await startAgent(lab, node, port, flags);
  lab.pod.confine(undefined);
  return target;
}

/** A week ago nothing was injected, and conntrack dropped packets on every node. */
export function lastWeek(targets: readonly Target[]): Remembered {
  const agents = targets.filter(({ job }) => job === 'fivesec');
  return {
    counter: 'fivesec_conntrack_drop',
    series: agents.map(({ job, address, labels }) => ({
      labels: { job, instance: address, ...labels },
      perSecond: 2,
    })),
  };
}
