/** The door to Grafana's foundation SDK: panels as data in, the dashboard's JSON object out. */

import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { assertNever } from '../../src/platform/assert-never.ts';
import type { PanelSpec, RowSpec } from './panel.ts';

const SOURCE = { type: 'prometheus', uid: '$datasource' };
const DOCS = 'https://github.com/fivesec/fivesec/blob/main/docs';
/** The variable with the text before an agent's address in a link to its page. It depends on the reader's network. */
const AGENT_PAGE = 'page';
const TO_AGENT = 'Page of this agent';
const HEIGHTS = { stat: 4, timeseries: 8, heatmap: 10, table: 8 } as const;

export interface DashboardSpec {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** The metric whose labels fill the variables. */
  readonly present: string;
  readonly rows: readonly RowSpec[];
}

/** Grafana's classic dashboard model (schema 1), which Grafana 10 to 13, its operator and its sidecar read. */
export function grafanaDashboard(spec: DashboardSpec): dashboard.Dashboard {
  const builder = new dashboard.DashboardBuilder(spec.title)
    .uid(spec.uid)
    .description(spec.description)
    .tags([...spec.tags])
    .timezone('utc')
    .refresh('30s')
    .time({ from: 'now-3h', to: 'now' })
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .readonly()
    .withVariable(
      new dashboard.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'),
    )
    .withVariable(variable('job', 'Job', spec.present, '.+'))
    .withVariable(variable('node', 'Node', `${spec.present}{job=~"$job"}`, '.*'))
    .withVariable(variable('instance', 'Instance', `${spec.present}{job=~"$job", node=~"$node"}`, '.+'))
    .withVariable(
      new dashboard.TextBoxVariableBuilder(AGENT_PAGE)
        .label('Agent page')
        .description("What comes before an agent's address in a link to its page, such as http://")
        .defaultValue('http://')
        .current({ text: 'http://', value: 'http://' }),
    );
  let id = 1;
  for (const row of spec.rows) {
    builder.withRow(new dashboard.RowBuilder(row.title).id(id++));
    for (const panel of row.panels) builder.withPanel(panelBuilder(panel, id++));
  }
  return builder.build();
}

function variable(name: string, label: string, metric: string, allValue: string) {
  return new dashboard.QueryVariableBuilder(name)
    .label(label)
    .datasource(SOURCE)
    .query(`label_values(${metric}, ${name})`)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(allValue)
    .current({ text: 'All', value: '$__all' });
}

function panelBuilder(panel: PanelSpec, id: number): Builder<dashboard.Panel> {
  switch (panel.kind) {
    case 'timeseries':
      return timeseriesPanel(panel, id);
    case 'stat':
      return statPanel(panel, id);
    case 'heatmap':
      return heatmapPanel(panel, id);
    case 'table':
      return tablePanel(panel, id);
    default:
      return assertNever(panel);
  }
}

/** What every kind of panel has, whatever its builder's class. */
interface AnyPanelBuilder<Self> {
  id(id: number): Self;
  title(title: string): Self;
  description(description: string): Self;
  datasource(source: common.DataSourceRef): Self;
  height(rows: number): Self;
  span(columns: number): Self;
  unit(unit: string): Self;
  links(links: Builder<dashboard.DashboardLink>[]): Self;
  withTarget(target: Builder<prometheus.Dataquery>): Self;
}

function dressed<B extends AnyPanelBuilder<B>>(builder: B, panel: PanelSpec, id: number): B {
  builder
    .id(id)
    .title(panel.title)
    .description(panel.description)
    .datasource(SOURCE)
    .height(panel.height ?? HEIGHTS[panel.kind])
    .span(panel.width)
    .unit(panel.unit);
  if (panel.page) {
    const { title, path } = panel.page;
    const link = new dashboard.DashboardLinkBuilder(title).url(`${DOCS}/${path}`).targetBlank(true);
    builder.links([link.type(dashboard.DashboardLinkType.Link)]);
  }
  panel.queries.forEach((query, index) => {
    const target = new prometheus.DataqueryBuilder()
      .expr(query.expr)
      .legendFormat(query.legend)
      .refId(String.fromCharCode('A'.charCodeAt(0) + index))
      .datasource(SOURCE);
    if (panel.kind === 'table') target.instant().format(prometheus.PromQueryFormat.Table);
    else if (panel.kind === 'heatmap') target.range().format(prometheus.PromQueryFormat.Heatmap);
    else target.range();
    builder.withTarget(target);
  });
  return builder;
}

function timeseriesPanel(panel: PanelSpec & { kind: 'timeseries' }, id: number) {
  const builder = dressed(new timeseries.PanelBuilder(), panel, id).min(0);
  if (panel.max !== undefined) builder.max(panel.max);
  const legend = new common.VizLegendOptionsBuilder()
    .displayMode(common.LegendDisplayMode.List)
    .placement(common.LegendPlacement.Bottom)
    .showLegend(true);
  if (panel.linksToAgent) builder.dataLinks([agentLink('__field.labels.instance')]);
  builder.legend(legend).tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi));
  if (panel.draw === 'lines') return builder.lineWidth(1).fillOpacity(10);
  return builder
    .drawStyle(common.GraphDrawStyle.Bars)
    .fillOpacity(80)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal));
}

function statPanel(panel: PanelSpec & { kind: 'stat' }, id: number) {
  const steps = panel.steps.map(([value, color]) => ({ value, color }));
  const builder = dressed(new stat.PanelBuilder(), panel, id)
    .thresholds(new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute).steps(steps))
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false))
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None);
  return panel.decimals === undefined ? builder : builder.decimals(panel.decimals);
}

function heatmapPanel(panel: PanelSpec & { kind: 'heatmap' }, id: number) {
  return dressed(new heatmap.PanelBuilder(), panel, id)
    .calculate(false)
    .yAxis(new heatmap.YAxisConfigBuilder().unit(panel.unit))
    .color(
      new heatmap.HeatmapColorOptionsBuilder()
        .mode(heatmap.HeatmapColorMode.Scheme)
        .scheme('Oranges')
        // One lookup among thousands must still be seen.
        .scale(heatmap.HeatmapColorScale.Exponential)
        .exponent(0.3)
        .steps(64),
    );
}

/** `instance`: Grafana's built-in variable that has the address of the agent. */
function agentUrl(instance: string): string {
  return `\${${AGENT_PAGE}:raw}\${${instance}}/`;
}

function agentLink(instance: string) {
  return new dashboard.DashboardLinkBuilder(TO_AGENT).url(agentUrl(instance)).targetBlank(true);
}

function tablePanel(panel: PanelSpec & { kind: 'table' }, id: number) {
  const builder = dressed(new table.PanelBuilder(), panel, id).noValue('none');
  if (panel.max !== undefined) builder.min(0).max(panel.max);
  if (panel.linksToAgent) {
    const links = [{ title: TO_AGENT, url: agentUrl('__value.text'), targetBlank: true }];
    builder.overrideByName('instance', [{ id: 'links', value: links }]);
  }
  if (panel.matrix === undefined) {
    return builder.withTransformation({ id: 'organize', options: { excludeByName: { Time: true } } });
  }
  const { row, column } = panel.matrix;
  return builder.withTransformation({
    id: 'groupingToMatrix',
    options: { rowField: row, columnField: column, valueField: 'Value' },
  });
}
