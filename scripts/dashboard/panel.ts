/** A panel as data: its queries to Prometheus, and how they are drawn. Independent of Grafana's file format. */

interface Query {
  readonly expr: string;
  /** Grafana's own template, such as `{{node}}`. */
  readonly legend: string;
}

interface Panel {
  readonly title: string;
  /** One or two sentences: what is seen, and when to worry. */
  readonly description: string;
  /** An id of Grafana's value formats. */
  readonly unit: 's' | 'short' | 'percentunit' | 'ops' | 'bytes' | 'none';
  readonly queries: readonly Query[];
  /** Of 24 columns. */
  readonly width: number;
  /** Rows of Grafana's grid; the kind's own height if not given. */
  readonly height?: number;
  /** Where to read on: a page below `docs/` of this project. */
  readonly page?: { readonly title: string; readonly path: string };
}

/** A line or a stack of bars over time. */
interface Timeseries extends Panel {
  readonly kind: 'timeseries';
  /** Each series links to the page of its agent. The queries keep the label `instance`. */
  readonly linksToAgent?: true;
  readonly draw: 'lines' | 'bars';
  readonly max?: number;
}
/** One number, coloured by the steps: `[from, colour]`, in rising order. */
interface Stat extends Panel {
  readonly kind: 'stat';
  readonly steps: readonly (readonly [number | null, 'green' | 'orange' | 'red' | 'blue'])[];
  readonly decimals?: number;
}
interface Heatmap extends Panel {
  readonly kind: 'heatmap';
}
/** Labels as columns, or with `matrix` one row for each value of one label and one column for each of another. */
interface Table extends Panel {
  readonly kind: 'table';
  /** The column `instance` links to the page of that agent. */
  readonly linksToAgent?: true;
  readonly matrix?: { readonly row: string; readonly column: string };
  readonly max?: number;
}

export type PanelSpec = Timeseries | Stat | Heatmap | Table;

export interface RowSpec {
  readonly title: string;
  readonly panels: readonly PanelSpec[];
}

/** The matchers of every query: what the variables at the top of the dashboard choose. */
const CHOSEN = 'job=~"$job", instance=~"$instance", node=~"$node"';

/** `metric{...}` with the chosen targets and `matchers` of its own. */
export function chosen(metric: string, matchers = ''): string {
  return `${metric}{${matchers === '' ? CHOSEN : `${CHOSEN}, ${matchers}`}}`;
}

/** A counter's rise per second, over the interval that Grafana chooses for the resolution of the graph. */
export function perSecond(metric: string, matchers = ''): string {
  return `rate(${chosen(metric, matchers)}[$__rate_interval])`;
}

/** A counter's rise over one step of the graph. */
export function perStep(metric: string, matchers = ''): string {
  return `increase(${chosen(metric, matchers)}[$__rate_interval])`;
}

/** A counter's rise over the time that the dashboard shows. */
export function inRange(metric: string, matchers = ''): string {
  return `increase(${chosen(metric, matchers)}[$__range])`;
}
