/**
 * What a person sees: a race on four nodes, pods that went through the webhook, and the chart's rules and dashboard on
 * Prometheus 2 and on Prometheus 3, both real, side by side, with a last week to remember. The first is told where the
 * agents are, the second finds them in the API server by the scrape job that the chart ships: both must see the same.
 */

import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { rulesFile } from '../../scripts/chart/rules.ts';
import { whyNot } from '../lab/needs.ts';
import { scenarioTopology, standUpScenario } from '../lab/scenario-lab.ts';
import { apiServerMissing } from '../support/kubernetes/api-server.ts';
import { MARKED_PODS, MISSING_AGENTS } from '../support/kubernetes/installed-chart.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { executableMissing } from '../support/machine/executable.ts';
import { pathOf, whyMissing } from '../support/machine/go-tool.ts';
import { needs } from '../support/machine/requirement.ts';
import { lastWeek, startCluster } from '../support/monitoring/cluster-view.ts';
import { kubeStateMetrics } from '../support/monitoring/kube-state-metrics.ts';
import { Monitoring, monitoringMissing } from '../support/monitoring/monitoring.ts';
import { agreedSeries, comesTo, emptyQueries } from '../support/monitoring/panels.ts';
import { prometheus3 } from '../support/monitoring/prometheus3.ts';
import type { PrometheusClient } from '../support/monitoring/promql.ts';

const MINUTE = 60_000;

/** The one alert that is off by default, as it needs kube-state-metrics. */
const ON_NODES = 'FivesecAgentMissingOnNodes';
const WITH_KUBE_STATE_METRICS = { [`prometheusRule.alerts.${ON_NODES}.enabled`]: true };
/** Throttled since it started: by its CPU limit, which only one agent has. */
const HELD_BACK = 'sum by (node) (fivesec_agent_throttled_seconds_total) > 0';
/** Linux gives its counters to the initial network namespace alone (`neigh_table_init`): a lab's node has none. */
const NOT_IN_A_LAB = [
  // HTTP traces are off by default, and here.
  'HTTP requests by phase, 99th percentile: {{target}} {{phase}}',
  'HTTP requests that failed: {{target}} {{outcome}}',
  'Packets that the node drops: {{node}} neighbour table',
  // Flows are off by default, and here.
  'Unanswered DNS flows of pods: {{node}} to {{endpoint}}',
  'Unanswered DNS flows of pods: from {{pod_ip}}',
  "Shares of the pods' DNS flows: {{endpoint}}",
  'Cost of reading DNS flows: {{node}} CPUs',
  'Cost of reading DNS flows: {{node}} left out per second: {{reason}}',
];
/** The edge of the objective, which the two write in two ways. */
const ONE_SECOND = 'count by (le) (fivesec_lookup_duration_seconds_bucket{le=~"1(\\\\.0)?"})';

it('the dashboard has data for each of its queries, and the same series, on Prometheus 2 and 3', async (ctx) => {
  const newer = prometheus3('prometheus');
  const missing =
    layerMissing() ??
    (await whyNot(scenarioTopology('dnat-race-legacy'))) ??
    monitoringMissing() ??
    whyMissing(newer) ??
    whyMissing(kubeStateMetrics()) ??
    apiServerMissing() ??
    executableMissing();
  needs(ctx, missing);
  await using lab = await standUpScenario('dnat-race-legacy');
  const rules = rulesFile(WITH_KUBE_STATE_METRICS);
  const { targets, discovery } = await startCluster(lab);
  const monitoring = await Monitoring.start(lab.pod, {
    directory: lab.directory,
    rules,
    targets,
    lastWeek: lastWeek(targets),
    // Debian's is built without Kubernetes in it.
    prometheuses: [{ program: 'prometheus' }, { program: pathOf(newer), discovery }],
  });
  const [two, three] = monitoring.clients;
  if (two === undefined || three === undefined) throw new Error('there are two');
  for (const prometheus of [two, three]) {
    const empty = await comesTo(() => emptyQueries(prometheus), NOT_IN_A_LAB, 5 * MINUTE);
    expect(empty.filter((title) => !NOT_IN_A_LAB.includes(title))).toEqual([]);
    expect(await comesTo(() => emptyRecords(prometheus, rules), [], 5 * MINUTE)).toEqual([]);
    expect(await comesTo(() => prometheus.unhealthyRules(), [], MINUTE)).toEqual([]);
    const [marked] = await prometheus.query(['node:fivesec_injected_pods:count']);
    const byNode = marked?.samples.map((one) => [one.labels['node'], one.value]) ?? [];
    expect(Object.fromEntries(byNode)).toEqual(MARKED_PODS);
    expect(await missingAgents(prometheus, rules)).toEqual([MISSING_AGENTS]);
    expect(await labelsOf(prometheus, HELD_BACK)).toEqual([{ node: 'node-d' }]);
  }
  const [ofTwo, ofThree] = await agreedSeries([two, three], 2 * MINUTE);
  expect(ofThree).toEqual(ofTwo);
  expect(await labelsOf(two, ONE_SECOND)).toEqual([{ le: '1' }]);
  expect(await labelsOf(three, ONE_SECOND)).toEqual([{ le: '1.0' }]);
  await monitoring.stop();
});

async function labelsOf(prometheus: PrometheusClient, expr: string) {
  const [answer] = await prometheus.query([expr]);
  return answer?.samples.map(({ labels }) => labels);
}

/** The recording rules without data. */
async function emptyRecords(prometheus: PrometheusClient, rules: string): Promise<readonly string[]> {
  const records = new Set(rulesOf(rules).flatMap(({ record }) => record ?? []));
  const answers = await prometheus.query([...records]);
  return answers.filter(({ samples }) => samples.length === 0).map(({ expr }) => expr);
}

async function missingAgents(prometheus: PrometheusClient, rules: string) {
  const [answer] = await prometheus.query(
    rulesOf(rules).flatMap(({ alert, expr }) => (alert === ON_NODES ? [expr] : [])),
  );
  return answer?.samples.map(({ value }) => value);
}

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
}

function rulesOf(text: string): readonly Rule[] {
  const { groups } = parse(text) as { groups: readonly { rules: readonly Rule[] }[] };
  return groups.flatMap(({ rules }) => rules);
}
