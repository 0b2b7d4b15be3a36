/** The rules: that promtool likes them, that each fires when it must and only then. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { causePages } from '../../scripts/causes/page.ts';
import { RULES_FILE, rulesFile } from '../../scripts/chart/rules.ts';
import { CHART_DIR } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';
import { failedCases, promtool, promtoolMissing, VERSIONS } from '../support/monitoring/promtool.ts';
import { AGENT_CASES, causeCases, FAILURE_CASES, NODE_CASES, SLO_CASES } from './rule-cases.ts';
import { SPIKE_CASES } from './spike-cases.ts';

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

const rulesOf = (text: string) =>
  (parse(text) as { groups: readonly { rules: readonly Rule[] }[] }).groups.flatMap((group) => group.rules);

const COMMITTED = readFileSync(join(CHART_DIR, RULES_FILE), 'utf8');
const RULES = rulesOf(COMMITTED);
const ALERTS = RULES.filter((rule) => rule.alert !== undefined);
const EVERY_ALERT = { 'prometheusRule.alerts.FivesecAgentMissingOnNodes.enabled': true };

beforeEach((ctx) => needs(ctx, layerMissing()));

describe('the committed rules', () => {
  it('are what the chart renders by default', () => {
    expect(COMMITTED).toBe(rulesFile());
  });

  it('select no edge of a histogram that two versions of Prometheus write in two ways', () => {
    // "1" in Prometheus 2 is "1.0" in Prometheus 3.
    expect(RULES.filter((rule) => /\ble="\d+(\.0)?"/.test(rule.expr))).toEqual([]);
  });

  it('name recording rules level:metric:operations', () => {
    const records = RULES.flatMap((rule) => rule.record ?? []);
    expect(records.length).toBeGreaterThan(6);
    for (const record of records) expect(record).toMatch(/^(node|node_\w+|cluster):fivesec_\w+:\w+$/);
  });
});

describe.each(ALERTS.map((rule) => [`${rule.alert} (${rule.labels?.['severity']})`, rule] as const))(
  '%s',
  (_, { alert, labels, annotations }) => {
    it('has a name, a severity and annotations as a reader expects them', () => {
      expect(alert).toMatch(/^Fivesec([A-Z][a-z]+)+$/);
      expect(['critical', 'warning', 'info']).toContain(labels?.['severity']);
      expect(annotations?.['summary']).toMatch(/^[A-Z][^{}]*\.$/);
      expect(annotations?.['description']).toMatch(/\.$/);
      expect(annotations?.['runbook_url']).toMatch(new RegExp(`^https://.*/docs/runbooks/${alert}\\.md$`));
    });
  },
);

const alertOf = new Map(
  ALERTS.flatMap(({ alert, expr, labels }) => {
    const cause = /fivesec_verdict\{cause="([^"]+)"/.exec(expr)?.[1];
    return cause && alert ? [[cause, { alert, severity: labels?.['severity'] ?? '' }] as const] : [];
  }),
);
const CASES = [
  ['slow lookups', SPIKE_CASES],
  ['failed lookups', FAILURE_CASES],
  ['the objective', SLO_CASES],
  ['each cause', causeCases(alertOf)],
  ['the node', NODE_CASES],
  ['the agents', AGENT_CASES],
] as const;

describe.each(VERSIONS)('the promtool of Prometheus %i', (version) => {
  beforeEach((ctx) => {
    const missing = promtoolMissing(version);
    needs(ctx, missing);
  });

  it('likes the rules with every lint, and so every alert that is switched on', () => {
    for (const rules of [COMMITTED, rulesFile(EVERY_ALERT)]) {
      const args = ['check', 'rules', '--lint=all', '--lint-fatal', 'rules.yaml'];
      const run = promtool(args, { 'rules.yaml': rules }, version);
      expect(run.output).toContain('SUCCESS');
      expect(run.ok).toBe(true);
    }
  });

  it.each(CASES)('finds that every case of %s holds', (_, cases) => {
    expect(failedCases(rulesFile(EVERY_ALERT), cases, version)).toBe('');
  });

  it('notices a case that does not hold', () => {
    const [first] = NODE_CASES;
    if (first === undefined) throw new Error('no case');
    expect(failedCases(COMMITTED, [{ ...first, firing: { '10m': [] } }], version)).toContain(
      'FivesecConntrackNearlyFull',
    );
  });
});

describe('the cases', () => {
  it('have one that fires for every alert', () => {
    const fired = CASES.flatMap(([, cases]) =>
      cases.flatMap((one) => Object.values(one.firing).flat()),
    ).join();
    const unfired = rulesOf(rulesFile(EVERY_ALERT)).filter(
      ({ alert, labels }) =>
        alert !== undefined && !fired.includes(`alertname="${alert}",severity="${labels?.['severity']}"`),
    );
    expect(unfired).toEqual([]);
  });

  it('know an alert for each cause, or none for a stated reason', () => {
    const expected = causePages().map(({ id, alerting }) => [
      id,
      'alert' in alerting ? alerting.alert : undefined,
    ]);
    expect(expected.map(([id = '']) => [id, alertOf.get(id)?.alert])).toEqual(expected);
  });
});

describe('the values', () => {
  const alerts = (values: Record<string, unknown>) => rulesOf(rulesFile(values));
  const find = (name: string, values: Record<string, unknown>) =>
    alerts(values).find((rule) => rule.alert === name);

  it('switch each alert off by its name', () => {
    const names = [...new Set(ALERTS.flatMap((rule) => rule.alert ?? []))];
    const tiers = ['FivesecLookupSpike', 'FivesecLookupFailures'];
    const off = names.flatMap((name) => {
      const base = `prometheusRule.alerts.${name}`;
      const keys = tiers.includes(name)
        ? [`${base}.warning.enabled`, `${base}.critical.enabled`]
        : [`${base}.enabled`];
      return keys.map((key) => [key, false] as const);
    });
    expect(alerts(Object.fromEntries(off)).filter((rule) => rule.alert !== undefined)).toEqual([]);
  });

  it('set threshold, for and severity', () => {
    const base = 'prometheusRule.alerts.FivesecAgentStalled';
    const changed = { [`${base}.seconds`]: 60, [`${base}.for`]: '1m', [`${base}.severity`]: 'info' };
    const rule = find('FivesecAgentStalled', changed);
    expect(rule?.expr).toContain('> 60');
    expect(rule?.for).toBe('1m');
    expect(rule?.labels?.['severity']).toBe('info');
  });

  it('set the job, the runbooks, the objective and labels for all alerts', () => {
    const values = {
      'prometheusRule.job': 'dns',
      'prometheusRule.runbookUrl': 'https://wiki.example/',
      'prometheusRule.slo.target': 0.99,
      'prometheusRule.alertLabels': { team: 'net' },
    };
    expect(find('FivesecAgentMissing', values)?.expr).toContain('job="dns"');
    expect(find('FivesecAgentMissing', values)?.annotations?.['runbook_url']).toBe(
      'https://wiki.example/FivesecAgentMissing.md',
    );
    expect(find('FivesecErrorBudgetBurn', values)?.expr).toContain('(1 - 0.99)');
    expect(find('FivesecPacketLoss', values)?.labels).toMatchObject({ team: 'net', severity: 'warning' });
  });
});
