/** Every metric, label, label value and cause that a rule, panel or runbook names is one that the exporter has. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { RULES_FILE, rulesFile } from '../../scripts/chart/rules.ts';
import { dashboardFile } from '../../scripts/dashboard.ts';
import { CAUSE_IDS } from '../../src/domain/cause.ts';
import { READINGS } from '../../src/kernel/readings.ts';
import { CATALOGUE } from '../../src/metrics/catalogue.ts';
import type { MetricSpec } from '../../src/metrics/spec.ts';
import { CHART_DIR } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { groupingsOf, type Selector, selectorsOf } from '../support/monitoring/expression.ts';

const RUNBOOKS_DIR = fileURLToPath(new URL('../../docs/runbooks', import.meta.url));
const SPECS = new Map<string, MetricSpec>(
  CATALOGUE.flatMap(({ metrics }) => metrics.map((spec) => [spec.name, spec])),
);

/** What others export, and we use. */
const FOREIGN = [
  'up',
  'ALERTS',
  'kube_daemonset_status_desired_number_scheduled',
  'kube_daemonset_status_number_ready',
  'kube_pod_annotations',
  'kube_pod_info',
  'container_cpu_cfs_throttled_periods_total',
  'apiserver_admission_webhook_fail_open_count',
];
const isForeign = (metric: string) => FOREIGN.includes(metric) || metric.startsWith('coredns_');
/** Labels that the scrape adds. */
const TARGET = [
  'job',
  'instance',
  'node',
  'pod',
  'container',
  'service',
  'endpoint',
  'namespace',
  'daemonset',
];

interface Rule {
  readonly record?: string;
  readonly expr: string;
}
/** With the webhook's rules too, where helm can render them. */
const RULES_TEXT =
  layerMissing() === undefined
    ? rulesFile({ 'injection.mode': 'webhook' })
    : readFileSync(join(CHART_DIR, RULES_FILE), 'utf8');
const RULES = (parse(RULES_TEXT) as { groups: { rules: readonly Rule[] }[] }).groups.flatMap(
  ({ rules }) => rules,
);
const RECORDS = new Set(RULES.flatMap(({ record }) => record ?? []));

const isMetric = (word: string) =>
  /^fivesec_|^process_/.test(word) || RECORDS.has(word) || word.includes(':') || isForeign(word);

/** `x_bucket`, `x_count` and `x_sum` are series of the histogram `x`. */
function specOf(metric: string): MetricSpec | undefined {
  const base = metric.replace(/_(bucket|count|sum)$/, '');
  return SPECS.get(metric) ?? (SPECS.get(base)?.type === 'histogram' ? SPECS.get(base) : undefined);
}

/** What is wrong with a selector by the catalogue. */
function mistakes({ metric, matchers }: Selector): readonly string[] {
  if (isForeign(metric) || RECORDS.has(metric)) return [];
  const spec = specOf(metric);
  if (spec === undefined) return [`there is no metric ${metric}`];
  return matchers.flatMap(({ label, operator, value }) => {
    if (label === 'le' && metric.endsWith('_bucket')) return edgeMistakes(spec, value);
    const values = spec.labels[label];
    if (values === undefined) return TARGET.includes(label) ? [] : [`${metric} has no label ${label}`];
    if (values === 'open' || value.startsWith('$') || value.startsWith('<')) return [];
    const named = operator.endsWith('~') ? value.split('|') : [value];
    return named.filter((one) => !values.includes(one)).map((one) => `${metric} has no ${label}="${one}"`);
  });
}

function edgeMistakes(spec: MetricSpec, pattern: string): readonly string[] {
  const matcher = new RegExp(`^(${pattern.replaceAll('\\\\', '\\')})$`);
  const edges = spec.edges ?? [];
  return edges.some((edge) => matcher.test(String(edge))) ? [] : [`${spec.name} has no edge ${pattern}`];
}

/** Labels that an expression groups by and that no metric in it has. */
function unknownGroupings(expr: string): readonly string[] {
  const known = selectorsOf(expr, isMetric).flatMap(({ metric }) => {
    if (RECORDS.has(metric) || isForeign(metric)) return TARGET.concat('cause', 'le', 'short', 'long');
    return Object.keys(specOf(metric)?.labels ?? {});
  });
  const groupings = [...groupingsOf(expr, 'by'), ...groupingsOf(expr, 'without')];
  return groupings.filter((label) => !known.includes(label) && !TARGET.includes(label) && label !== 'le');
}

function expressionsOf(tree: unknown): readonly string[] {
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) =>
    key === 'expr' && typeof value === 'string' ? [value] : expressionsOf(value),
  );
}

const EXPRESSIONS = [
  ...RULES.map(({ expr }) => ['a rule', expr] as const),
  ...expressionsOf(JSON.parse(dashboardFile())).map((expr) => ['a panel', expr] as const),
  ...readdirSync(RUNBOOKS_DIR).flatMap((file) => {
    const page = readFileSync(join(RUNBOOKS_DIR, file), 'utf8').replaceAll(/^```.*?^```$/gms, '');
    const spans = [...page.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span.replaceAll(/\s+/g, ' '));
    return spans.filter((span) => /fivesec_|coredns_\w+\(/.test(span)).map((span) => [file, span] as const);
  }),
];

it('the alert on absent evidence leaves out exactly the readings that a healthy node may lack', () => {
  const rule = RULES.find(({ expr }) => expr.includes('fivesec_evidence_source_info'));
  const [, leftOut = ''] = /reading!~"([^"]*)"/.exec(rule?.expr ?? '') ?? [];
  const mayBeMissing = Object.values(READINGS).flatMap(({ label, mayBeMissing: why }) =>
    label === undefined || why === undefined ? [] : [label],
  );
  expect(leftOut.split('|')).toEqual(mayBeMissing.toSorted());
});

describe('expressions', () => {
  it('are found in rules, panels and runbooks', () => {
    const where = new Set(EXPRESSIONS.map(([source]) => source));
    expect(where.size).toBeGreaterThan(20);
    expect(EXPRESSIONS.length).toBeGreaterThan(120);
  });

  it.each(EXPRESSIONS)('of %s select what the exporter has: %s', (_, expr) => {
    const selectors = selectorsOf(expr, isMetric);
    expect(selectors.length).toBeGreaterThan(0);
    expect(selectors.flatMap(mistakes)).toEqual([]);
    expect(unknownGroupings(expr)).toEqual([]);
  });

  it('would be refused with a metric, a label, a value or an edge that there is not', () => {
    const wrong = [
      'rate(fivesec_nonsense_total[5m])',
      'fivesec_verdict{cuase="conntrack-race"}',
      'fivesec_verdict{cause="conntrack-rave"}',
      'fivesec_lookup_duration_seconds_bucket{le=~"5(\\\\.0)?"}',
    ];
    for (const expr of wrong) expect(selectorsOf(expr, isMetric).flatMap(mistakes)).toHaveLength(1);
    expect(unknownGroupings('sum by (strtegy) (fivesec_pairs_total)')).toEqual(['strtegy']);
  });
});

it('every metric of the agent is on the dashboard', () => {
  const shown = dashboardFile();
  const agents = CATALOGUE.filter(({ commands }) => commands.includes('agent')).flatMap(
    ({ metrics }) => metrics,
  );
  const missing = agents.map(({ name }) => name).filter((name) => !shown.includes(name));
  // They tell when the process started and how many files it holds: of no use beside the rest.
  expect(
    missing.filter((name) => !['process_start_time_seconds', 'process_open_fds'].includes(name)),
  ).toEqual([]);
});

it('the index of the runbooks lists each cause once, with its alert or the reason why it has none', () => {
  const index = readFileSync(join(RUNBOOKS_DIR, 'README.md'), 'utf8');
  const rows = [...index.matchAll(/^\| `([a-z-]+)`\s*\| (.+?)\s*\|$/gm)];
  expect(rows.map(([, cause = '']) => cause).toSorted()).toEqual(CAUSE_IDS.toSorted());
  for (const [, cause = '', answer = ''] of rows) {
    const alert = /^\[(Fivesec\w+)\]\(\1\.md\)$/.exec(answer)?.[1];
    if (alert === undefined) expect(answer).toMatch(/^none( of its own)?: \S/);
    else expect(RULES.find(({ expr }) => expr.includes(`cause="${cause}"`))).toMatchObject({ alert });
  }
});
