/** The webhook's alerts: each fires when it must and only then, and has a runbook. */

import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { rulesFile } from '../../scripts/chart/rules.ts';
import { WEBHOOK_METRICS } from '../../src/metrics/webhook-metrics.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';
import {
  failedCases,
  promtool,
  promtoolMissing,
  type RuleCase,
  VERSIONS,
} from '../support/monitoring/promtool.ts';

const DAY = 86_400;
const ON = { 'injection.mode': 'webhook' };
const NAMES = [
  'FivesecWebhookDown',
  'FivesecWebhookCertificateExpiring',
  'FivesecWebhookErrors',
  'FivesecWebhookFailingOpen',
];

const ruleSchema = z.object({
  alert: z.string().optional(),
  expr: z.string(),
  labels: z.record(z.string(), z.string()).optional(),
});
const rulesSchema = z.object({ groups: z.array(z.object({ name: z.string(), rules: z.array(ruleSchema) })) });
const alertsOf = (text: string) =>
  rulesSchema
    .parse(parse(text))
    .groups.flatMap(({ name, rules }) => (name === 'fivesec.webhook' ? rules : []));

const target = (pod: string) =>
  `job="fivesec-webhook",namespace="monitoring",pod="${pod}",instance="${pod}:10250",container="webhook",service="w"`;
const MORE = 'job="fivesec-webhook",namespace="monitoring"';
const firing = (name: string, more = MORE) => `alertname="${name}",severity="warning",${more}`;
const down = 'alertname="FivesecWebhookDown",severity="warning"';
const failing = firing(
  'FivesecWebhookFailingOpen',
  'job="apiserver",name="pods.inject.fivesec.dev",type="admit"',
);
/** So that the other alerts are quiet in a case of one of them. */
const AGENT = { 'up{job="fivesec",node="a",pod="p",instance="p:1",container="agent"}': '1x300' };
const UP = { ...AGENT, [`up{${target('a')}}`]: '1x300' };
const expiry = (pod: string) => `fivesec_webhook_certificate_expiry_timestamp_seconds{${target(pod)}}`;
const reviews = (result: string, pod = 'a') =>
  `fivesec_admission_reviews_total{result="${result}",${target(pod)}}`;
const failOpen = (server: string, name = 'pods.inject.fivesec.dev') =>
  `apiserver_admission_webhook_fail_open_count{name="${name}",type="admit",job="apiserver",instance="${server}"}`;

const CASES: readonly RuleCase[] = [
  {
    title: 'one pod of two is enough',
    series: { ...UP, [`up{${target('b')}}`]: '0x60' },
    firing: { '30m': [] },
  },
  {
    title: 'no pod that is up fires after ten minutes, also when there is no target at all',
    series: { ...AGENT, [`up{${target('a')}}`]: '1x5 0x10 stale' },
    firing: { '5m': [], '17m': [down], '40m': [down] },
  },
  {
    title: 'a certificate with more than 30 days left is quiet, however many pods serve it',
    series: { ...UP, [expiry('a')]: `${40 * DAY}x120`, [expiry('b')]: `${40 * DAY}x120` },
    firing: { '100m': [] },
  },
  {
    title: 'a certificate that nobody renewed fires once, for the pod that has the oldest',
    series: { ...UP, [expiry('a')]: `${29 * DAY}x120`, [expiry('b')]: `${300 * DAY}x120` },
    firing: { '30m': [], '90m': [firing('FivesecWebhookCertificateExpiring')] },
  },
  {
    title: 'a certificate that is renewed within the hour is quiet',
    series: { ...UP, [expiry('a')]: `${29 * DAY}x30 ${365 * DAY}x90` },
    firing: { '90m': [] },
  },
  {
    title: 'pods that are patched and skipped are quiet, and so is no pod at all',
    series: {
      ...UP,
      [reviews('patched')]: '0+5x60',
      [reviews('skipped')]: '0+5x60',
      [reviews('error')]: '0x60',
    },
    firing: { '30m': [], '60m': [] },
  },
  {
    title: 'no review for hours is quiet',
    series: { ...UP, [reviews('patched')]: '5x60', [reviews('error')]: '1x60' },
    firing: { '30m': [] },
  },
  {
    title: 'one unreadable review in fifty fires after ten minutes',
    series: {
      ...UP,
      [reviews('patched')]: '0+49x60',
      [reviews('error', 'b')]: '0+1x60',
      [reviews('patched', 'b')]: '0x60',
    },
    firing: { '8m': [], '30m': [firing('FivesecWebhookErrors')] },
  },
  {
    title: 'the first pod that an API server let in without an answer fires, and is over after ten minutes',
    series: { ...UP, [failOpen('x')]: '3x10 4x30', [failOpen('y')]: '0x40' },
    firing: {
      '9m': [],
      '12m': [
        firing('FivesecWebhookFailingOpen', 'job="apiserver",name="pods.inject.fivesec.dev",type="admit"'),
      ],
      '25m': [],
    },
  },
  {
    title:
      'so does the first one of all, which begins the series, but not a server that is new to Prometheus',
    series: {
      ...UP,
      'up{job="apiserver",instance="x"}': '1x60',
      'up{job="apiserver",instance="y"}': '_x40 1x60',
      [failOpen('x')]: '_x15 1x85',
      [failOpen('y')]: '_x40 7x60',
    },
    firing: { '14m': [], '17m': [failing], '30m': [], '45m': [], '60m': [] },
  },
  {
    title: "another webhook's failures are none of ours",
    series: { ...UP, [failOpen('x', 'other.example.com')]: '0+5x40' },
    firing: { '20m': [] },
  },
];

beforeEach((ctx) => needs(ctx, layerMissing()));

it('they are part of the rules where the webhook runs, and nowhere else', () => {
  expect(alertsOf(rulesFile(ON)).map((rule) => rule.alert)).toEqual(NAMES);
  expect(alertsOf(rulesFile())).toEqual([]);
  expect(alertsOf(rulesFile({ 'injection.mode': 'policy' }))).toEqual([]);
});

describe.each(VERSIONS)('the promtool of Prometheus %i', (version) => {
  beforeEach((ctx) => {
    const missing = promtoolMissing(version);
    needs(ctx, missing);
  });

  it('likes them with every lint', () => {
    const args = ['check', 'rules', '--lint=all', '--lint-fatal', 'rules.yaml'];
    const run = promtool(args, { 'rules.yaml': rulesFile(ON) }, version);
    expect(run.output).toContain('SUCCESS');
    expect(run.ok).toBe(true);
  });

  it('finds that every case holds', () => {
    expect(failedCases(rulesFile(ON), CASES, version)).toBe('');
  });
});

it('each alert has a case in which it fires', () => {
  const fired = CASES.flatMap((one) => Object.values(one.firing).flat()).join();
  for (const name of NAMES) expect(fired).toContain(`alertname="${name}"`);
});

it('they ask for metrics of the webhook that exist', () => {
  const known = Object.values(WEBHOOK_METRICS).map((metric) => metric.name);
  const asked = alertsOf(rulesFile(ON)).flatMap((rule) => rule.expr.match(/fivesec_\w+/g) ?? []);
  expect(asked.length).toBeGreaterThan(2);
  for (const name of asked) expect(known).toContain(name);
});

describe.each(NAMES)('%s', (name) => {
  it('has a runbook with the four headings', () => {
    const text = readFileSync(new URL(`../../docs/runbooks/${name}.md`, import.meta.url), 'utf8');
    expect(text.split('\n').filter((line) => line.startsWith('#'))).toEqual([
      `# ${name}`,
      '## Meaning',
      '## Impact',
      '## Diagnosis',
      '## Mitigation',
    ]);
  });

  it('can be switched off', () => {
    const off = { ...ON, [`prometheusRule.alerts.${name}.enabled`]: false };
    expect(alertsOf(rulesFile(off)).map((rule) => rule.alert)).toEqual(
      NAMES.filter((other) => other !== name),
    );
  });
});
