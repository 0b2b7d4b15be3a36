/**
 * The dashboard: that it is what the generator makes, and that it passes the rules of grafana/dashboard-linter (v0.1.0),
 * written down here one by one, with no exclusions.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DASHBOARD_FILE, dashboardFile } from '../../scripts/dashboard.ts';
import { CHART_DIR } from '../support/kubernetes/helm.ts';
import { needs } from '../support/machine/requirement.ts';
import { groupingsOf, selectorsOf } from '../support/monitoring/expression.ts';
import { promtool, promtoolMissing, VERSIONS } from '../support/monitoring/promtool.ts';

interface Target {
  readonly expr: string;
  readonly refId: string;
  readonly legendFormat: string;
  readonly format?: string;
  readonly datasource: { readonly uid: string };
}
interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly targets?: readonly Target[];
  readonly fieldConfig?: {
    readonly defaults: { readonly unit?: string; readonly links?: readonly { readonly url: string }[] };
    readonly overrides: readonly {
      readonly matcher: { readonly id: string; readonly options: string };
      readonly properties: readonly { readonly id: string; readonly value: unknown }[];
    }[];
  };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly panels?: readonly Panel[];
  readonly links?: readonly { readonly title: string; readonly url: string }[];
}
interface Variable {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly query: string;
  readonly datasource?: { readonly uid: string };
  readonly multi?: boolean;
  readonly allValue?: string;
  readonly refresh?: number;
}
interface Dashboard {
  readonly uid: string;
  readonly editable: boolean;
  readonly schemaVersion: number;
  readonly tags: readonly string[];
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
}

const TEXT = readFileSync(join(CHART_DIR, DASHBOARD_FILE), 'utf8');
const dashboard = JSON.parse(TEXT) as Dashboard;
const panels = dashboard.panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
const drawn = panels.filter(({ type }) => type !== 'row');
const targets = drawn.flatMap((panel) =>
  (panel.targets ?? []).map((target) => [panel.title, target] as const),
);
const variable = (name: string) => dashboard.templating.list.find((one) => one.name === name);
const isMetric = (word: string) => /^(fivesec|process)_|^up$/.test(word);

it('is what the generator makes', () => {
  expect(TEXT).toBe(dashboardFile());
});

it('fits into a ConfigMap many times over', () => {
  expect(TEXT.length).toBeLessThan(200_000);
});

describe('the dashboard', () => {
  it('has a stable uid, tags, ids of its own for each panel, and the classic schema', () => {
    expect(dashboard).toMatchObject({ uid: 'fivesec', tags: ['fivesec', 'dns'] });
    expect(dashboard.schemaVersion).toBeGreaterThan(35);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  it('cannot be edited in place (uneditable)', () => {
    expect(dashboard.editable).toBe(false);
  });

  it('lays its panels side by side, none over another', () => {
    for (const one of drawn) {
      expect(one.gridPos.x + one.gridPos.w).toBeLessThanOrEqual(24);
      const over = drawn.filter((other) => other.id !== one.id && overlap(one, other));
      expect(over.map(({ title }) => title)).toEqual([]);
    }
  });

  it('asks the questions in the order in which a reader has them', () => {
    expect(panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
      'Is there a problem?',
      'Why?',
      'Which remedy would help?',
      'Did injection help?',
      'How long do lookups take?',
      'DNS pods',
      "The node's kernel",
      'fivesec itself',
    ]);
  });
});

describe('the first screen, 24 rows of the grid', () => {
  const onIt = drawn.filter(({ gridPos }) => gridPos.y + gridPos.h <= 24).map(({ title }) => title);

  it('says whether there is a problem, where, why, and what helps', () => {
    expect(onIt).toEqual([
      ...['Lookups under one second', 'Slow lookups', 'Nodes with slow lookups', 'Failed lookups'],
      ...['Slow lookups by node', 'Failed lookups by outcome'],
      ...['Verdicts by node', 'Slow lookups by cause'],
      ...['Loss that each strategy would leave', 'Lost pairs by strategy'],
    ]);
  });

  it('links to pages that there are', () => {
    const urls = drawn.filter(({ title }) => onIt.includes(title)).flatMap(({ links = [] }) => links);
    const pages = urls.map(({ url }) =>
      url.replace(/^https:[/][/]github.com[/]fivesec[/]fivesec[/]blob[/]main[/]/, ''),
    );
    expect(pages).toHaveLength(6);
    for (const page of pages) expect(existsSync(join(CHART_DIR, '../..', page)), page).toBe(true);
  });
});

describe("links to an agent's page", () => {
  const panelOf = (title: string) => drawn.find((one) => one.title === title);
  /** As Grafana fills a link: with the text variable, and with the value of one series or cell. */
  const followed = (url: string) =>
    url
      .replace(/\$\{page:raw\}/, variable('page')?.query ?? '')
      .replace(/\$\{(__field\.labels\.instance|__value\.text)\}/, '10.0.0.7:9353');

  it('begin with what the reader can set, http:// if nothing is set', () => {
    expect(variable('page')).toMatchObject({ type: 'textbox', label: 'Agent page', query: 'http://' });
  });

  it('lead from a bar of slow lookups to the page of that node', () => {
    const { fieldConfig, targets: [query] = [] } = panelOf('Slow lookups by node') ?? {};
    const urls = fieldConfig?.defaults.links?.map(({ url }) => followed(url));
    expect(urls).toEqual(['http://10.0.0.7:9353/']);
    expect(groupingsOf(query?.expr ?? '', 'by')).toContain('instance');
  });

  it('lead from a row of the table of nodes to the page of that node', () => {
    const { fieldConfig, targets: [query] = [] } = panelOf('Race window by node') ?? {};
    const [override] = fieldConfig?.overrides ?? [];
    expect(override?.matcher).toEqual({ id: 'byName', options: 'instance' });
    const links = override?.properties.find(({ id }) => id === 'links')?.value as readonly { url: string }[];
    expect(links.map(({ url }) => followed(url))).toEqual(['http://10.0.0.7:9353/']);
    expect(groupingsOf(query?.expr ?? '', 'by')).toContain('instance');
  });
});

function overlap({ gridPos: one }: Panel, { gridPos: other }: Panel): boolean {
  const across = one.x < other.x + other.w && other.x < one.x + one.w;
  return across && one.y < other.y + other.h && other.y < one.y + one.h;
}

describe('the variables', () => {
  it('have one data source (template-datasource)', () => {
    const sources = dashboard.templating.list.filter(({ type }) => type === 'datasource');
    expect(sources).toHaveLength(1);
    expect(sources[0]).toMatchObject({ name: 'datasource', label: 'Data source', query: 'prometheus' });
  });

  it.each([
    ['job', 'Job'],
    ['instance', 'Instance'],
  ])('have %s as the linter wants it (template-job, template-instance)', (name, label) => {
    const source = { uid: '$datasource' };
    expect(variable(name)).toMatchObject({
      type: 'query',
      label,
      multi: true,
      allValue: '.+',
      datasource: source,
    });
  });

  it('have the node, which a scrape without a node label must not hide', () => {
    expect(variable('node')).toMatchObject({ type: 'query', multi: true, allValue: '.*' });
  });

  it('are read again when the time range changes (template-on-time-change-reload)', () => {
    const queries = dashboard.templating.list.filter(({ type }) => type === 'query');
    expect(queries.map(({ refresh }) => refresh)).toEqual(queries.map(() => 2));
  });

  it('ask for labels of a metric that each agent has (template-label-promql)', () => {
    for (const { type, name, query } of dashboard.templating.list) {
      if (type === 'query')
        expect(query).toMatch(new RegExp(`^label_values\\(fivesec_build_info(\\{.*\\})?, ${name}\\)$`));
    }
  });
});

describe.each(drawn.map((panel) => [panel.title, panel] as const))('the panel "%s"', (_, panel) => {
  it('has a title and a description (panel-title-description)', () => {
    expect(panel.title).not.toBe('');
    expect(panel.description).toMatch(/\.$/);
  });

  it('takes the chosen data source, in each query too (panel-datasource)', () => {
    expect(panel.datasource).toEqual({ type: 'prometheus', uid: '$datasource' });
    expect(panel.targets?.map(({ datasource }) => datasource.uid)).toEqual(
      panel.targets?.map(() => '$datasource'),
    );
  });

  it('has a unit that Grafana knows (panel-units)', () => {
    expect(['s', 'short', 'percentunit', 'ops', 'bytes', 'none']).toContain(panel.fieldConfig?.defaults.unit);
  });

  it('has queries, each with a letter of its own (panel-no-targets)', () => {
    const letters = panel.targets?.map(({ refId }) => refId) ?? [];
    expect(letters.length).toBeGreaterThan(0);
    expect(new Set(letters).size).toBe(letters.length);
  });
});

describe.each(targets)('in "%s" the query', (_, { expr, legendFormat }) => {
  it('matches job and instance in every selector (target-job, target-instance)', () => {
    const selectors = selectorsOf(expr, isMetric);
    expect(selectors.length).toBeGreaterThan(0);
    for (const { matchers } of selectors) {
      for (const label of ['job', 'instance', 'node']) {
        expect(matchers).toContainEqual({ label, operator: '=~', value: `$${label}` });
      }
    }
  });

  it('rates over $__rate_interval (target-rate-interval) and aggregates counters (target-counter-agg)', () => {
    for (const { metric, range, call } of selectorsOf(expr, isMetric)) {
      if (call === 'rate' || call === 'irate') expect(range).toBe('$__rate_interval');
      if (metric.endsWith('_total')) expect(['rate', 'irate', 'increase']).toContain(call);
    }
  });

  it('has a legend of labels that the result has', () => {
    const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
    expect(shown.filter((label) => !groupingsOf(expr, 'by').includes(label ?? ''))).toEqual([]);
  });

  it('takes metrics that every exporter has from agents alone: all jobs are chosen at first', () => {
    const ofOthers = selectorsOf(expr, isMetric).filter(({ metric }) => !metric.startsWith('fivesec_'));
    const ofAgents =
      /\band on \(job(, instance)?\) (last_over_time\()?fivesec_last_round_timestamp_seconds\{/;
    if (ofOthers.some(({ metric }) => isMetric(metric))) expect(expr).toMatch(ofAgents);
  });

  it('selects no edge that two versions of Prometheus write in two ways', () => {
    expect(expr).not.toMatch(/\ble="\d+(\.0)?"/);
  });
});

it.for(VERSIONS)('every query is PromQL (target-promql) of Prometheus %i', (version, ctx) => {
  needs(ctx, promtoolMissing(version));
  const rules = targets.map(([, { expr }], index) => ({
    record: `panel:query:${index}`,
    expr: filled(expr),
  }));
  const file = JSON.stringify({ groups: [{ name: 'panels', rules }] });
  const run = promtool(['check', 'rules', 'panels.yaml'], { 'panels.yaml': file }, version);
  expect(run.output).toContain(`SUCCESS: ${targets.length} rules found`);
});

function filled(expr: string): string {
  return expr.replaceAll(/\$__(rate_interval|range)/g, '5m').replaceAll(/\$(job|instance|node)/g, '.+');
}
