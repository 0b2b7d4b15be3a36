/**
 * The only door to prom-client: series made from the catalogue, with label names and values checked by the compiler.
 * Text format 0.0.4 and nothing else: negotiating OpenMetrics makes prom-client 15 rename counters for good.
 */

import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CounterSpec, GaugeSpec, HistogramSpec, KnownValues, LabelValues, MetricSpec } from './spec.ts';

export interface Exposition {
  readonly contentType: string;
  readonly body: string;
}

export interface CounterSeries<S extends MetricSpec> {
  /** Adds `by`, 1 if not given; 0 makes the series known. */
  add(labels: LabelValues<S>, by?: number): void;
  /** Takes the series away, as for an endpoint that is gone. */
  forget(labels: LabelValues<S>): void;
}

export interface GaugeSeries<S extends MetricSpec> {
  set(labels: LabelValues<S>, value: number): void;
  forget(labels: LabelValues<S>): void;
  /** Takes every series away: what was known is not known any more, or is another now. */
  clear(): void;
}

export interface HistogramSeries<S extends MetricSpec> {
  observeMs(labels: LabelValues<S>, ms: number): void;
}

export class MetricRegistry {
  readonly #registry = new Registry();
  /** What to bring up to date before the next exposition. */
  readonly #refreshers: (() => void)[] = [];

  /** `known` narrows a closed label set to what is configured, and lists what an open one starts with. */
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
      forget: (labels) => gauge.remove(labels),
      // Without labels, reset() would leave a 0 behind.
      clear: () => (labelled ? gauge.reset() : gauge.remove({})),
    };
  }

  histogram<const S extends HistogramSpec>(spec: S, known: KnownValues<S> = {}): HistogramSeries<S> {
    const histogram = new Histogram({ ...this.#configuration(spec), buckets: [...spec.edges] });
    for (const labels of combinations(spec, known)) histogram.zero(labels);
    return { observeMs: (labels, ms) => histogram.observe(labels, ms / 1000) };
  }

  /** Calls `refresh` before each exposition: for what is cheap to read and changes all the time. */
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

/** Every combination of label values that is known beforehand; none where an open label has no value yet. */
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
