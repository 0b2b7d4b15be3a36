/**
 * A cluster as its Prometheus sees it, in one pod of a lab: four nodes with an agent each, a fifth whose agent is not
 * ready, and kube-state-metrics, which reports that and the pods of a shop that went through the webhook. node-a runs
 * injected pods, node-b none that is injected, on node-c the agent can't read the kernel's counters, and on node-d it
 * has a CPU limit that is too low.
 */

import { makeCgroup } from '../../lab/ground/cgroup.ts';
import { agentFlags, type ScenarioLab } from '../../lab/scenario-lab.ts';
import { NAMESPACE, startKubernetes } from '../kubernetes/installed-chart.ts';
import { EXECUTABLE } from '../machine/executable.ts';
import type { PastCounter } from './last-week.ts';
import type { Target } from './monitoring.ts';

/** Percent of one CPU: enough to run, and less than an agent needs for its start. */
const LOW_LIMIT_PERCENT = 20;

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

const NODES = { a: 9353, b: 9354, c: 9355, d: 9356 } as const;

export interface ClusterView {
  /** The targets of a Prometheus. */
  readonly targets: readonly Target[];
  /** The scrape configuration by which Prometheus finds the agents itself. */
  readonly discovery: object;
}

/** Starts all of it. */
export async function startCluster(lab: ScenarioLab): Promise<ClusterView> {
  const flags = agentFlags(lab);
  const withoutCounters = flags.toSpliced(flags.indexOf('--proc-net'), 2);
  const agents = Object.entries(NODES).map(([letter, port]) => ({ node: `node-${letter}`, port }));
  const { stateMetrics, discovery } = await startKubernetes(lab, agents);
  const labels = { pod: 'kube-state-metrics-0', namespace: NAMESPACE };
  const targets = [
    await startAgent(lab, 'node-a', NODES.a, flags),
    await startAgent(lab, 'node-b', NODES.b, flags),
    await startAgent(lab, 'node-c', NODES.c, withoutCounters),
    await startLimited(lab, 'node-d', NODES.d, flags),
    { job: 'kube-state-metrics', address: stateMetrics, labels } as const,
  ];
  return { targets, discovery };
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

/** A week ago no pod was injected, and conntrack dropped packets on every node. */
export function lastWeek(targets: readonly Target[]): PastCounter {
  const agents = targets.filter(({ job }) => job === 'fivesec');
  return {
    counter: 'fivesec_conntrack_drop',
    series: agents.map(({ job, address, labels }) => ({
      labels: { job, instance: address, ...labels },
      perSecond: 2,
    })),
  };
}
