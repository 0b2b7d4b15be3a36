/** The description of a metric, as data. The registry, the docs and the tests read it. */

export interface MetricSpec {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** Each label with the closed set of its values, or `open` if they come from the cluster. */
  readonly labels: { readonly [label: string]: readonly string[] | 'open' };
  /**
   * `always`: every known series exists from the start with the value 0, so that the first event is a rise.
   * `when-known`: the series exists once its value was measured. An unmeasured value is not 0.
   */
  readonly presence: 'always' | 'when-known';
  /** Upper bounds in seconds; only of histograms. */
  readonly edges?: readonly number[];
}

export interface CounterSpec extends MetricSpec {
  readonly type: 'counter';
}
export interface GaugeSpec extends MetricSpec {
  readonly type: 'gauge';
}
export interface HistogramSpec extends MetricSpec {
  readonly type: 'histogram';
  readonly edges: readonly number[];
}

/** The label values that a series of this metric takes. */
export type LabelValues<S extends MetricSpec> = {
  readonly [L in keyof S['labels']]: S['labels'][L] extends readonly (infer V extends string)[] ? V : string;
};

/** The label values that exist at the start, if they are fewer than the closed set, or if the set is open. */
export type KnownValues<S extends MetricSpec> = {
  readonly [L in keyof S['labels']]?: readonly LabelValues<S>[L][];
};
