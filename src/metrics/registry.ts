/**
 * Creates series from the catalogue; the compiler checks label names and values. The only file that imports prom-client.
 * Only text format 0.0.4: once OpenMetrics is negotiated, prom-client 15 renames counters permanently.
 */

import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CounterSpec, GaugeSpec, HistogramSpec, KnownValues, LabelValues, MetricSpec } from './spec.ts';

export interface Exposition {
  readonly contentType: string;
  readonly body: string;
}

export interface CounterSeries<S extends MetricSpec> {
  /** Adds `by`, 1 if not given. Adding 0 creates the series. */
  add(labels: LabelValues<S>, by?: number): void;
  /** Removes the series, for example of an endpoint that has gone. */
  forget(labels: LabelValues<S>): void;
}

export interface GaugeSeries<S extends MetricSpec> {
  set(labels: LabelValues<S>, value: number): void;
  /** Removes every series: the old values are no longer valid. */
  clear(): void;
}

export interface HistogramSeries<S extends MetricSpec> {
  observeMs(labels: LabelValues<S>, ms: number): void;
}

export class MetricRegistry {
  readonly #registry = new Registry();
  /** Functions that update values before the next exposition. */
  readonly #refreshers: (() => void)[] = [];

  /** `known` restricts a closed label set to the configured values, and lists the first values of an open one. */
  counter<const S extends CounterSpec>(spec: S, known: KnownValues<S> = {}): CounterSeries<S> {
    const counter = new Counter(this.#configuration(spec));
    if (spec.presence === 'when-known') counter.remove({});
    else for (const labels of combinations(spec, known)) counter.inc(labels, 0);
    return {
      add: (labels, by = 1) => counter.inc(labels, by),
      forget: (labels) => counter.remove(labels),
    };
  }

  gauge<const S extends GaugeSpec>(spec: S, known: KnownValues<S> = {}): GaugeSeries<S> {
    const gauge = new Gauge(this.#configuration(spec));
    if (spec.presence === 'when-known') gauge.remove({});
    else for (const labels of combinations(spec, known)) gauge.set(labels, 0);
    const labelled = Object.keys(spec.labels).length > 0;
    return {
      set: (labels, value) => gauge.set(labels, value),
      // Without labels, reset() would leave a 0 behind.
      clear: () => (labelled ? gauge.reset() : gauge.remove({})),
    };
  }

  histogram<const S extends HistogramSpec>(spec: S, known: KnownValues<S> = {}): HistogramSeries<S> {
    const histogram = new Histogram({ ...this.#configuration(spec), buckets: [...spec.edges] });
    for (const labels of combinations(spec, known)) histogram.zero(labels);
    return { observeMs: (labels, ms) => histogram.observe(labels, ms / 1000) };
  }

  /** Calls `refresh` before each exposition: for values that are cheap to read and change all the time. */
  beforeExposition(refresh: () => void): void {
    this.#refreshers.push(refresh);
  }

  async expose(): Promise<Exposition> {
    for (const refresh of this.#refreshers) refresh();
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() };
  }

  #configuration({ name, help, labels }: MetricSpec) {
    return { name, help, labelNames: Object.keys(labels), registers: [this.#registry] };
  }
}

/** Every combination of label values that is known beforehand; none if an open label has no value yet. */
function combinations<S extends MetricSpec>(spec: S, known: KnownValues<S>): Record<string, string>[] {
  const labels: readonly (keyof S['labels'] & string)[] = Object.keys(spec.labels);
  return labels.reduce<Record<string, string>[]>(
    (sofar, label) => {
      const closed = spec.labels[label];
      const values = known[label] ?? (closed === 'open' || closed === undefined ? [] : closed);
      return sofar.flatMap((others) => values.map((value) => ({ ...others, [label]: value })));
    },
    [{}],
  );
}
