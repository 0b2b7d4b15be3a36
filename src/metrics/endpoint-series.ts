/**
 * The series of each DNS pod, for pairs that are sent straight to it. Their number is bounded: a cluster may have dozens of DNS
 * pods, and each node has series of its own.
 */

import { type PairOutcome, pairResult } from '../domain/pair.ts';
import { formatServer, type Server } from '../domain/server.ts';
import { PROBE_METRICS, TRANSPORTS } from './probe-metrics.ts';
import type { MetricRegistry } from './registry.ts';

/** So many DNS pods have series of their own from the start. Further ones share the series of `OTHER`. */
export const MOST_FROM_THE_START = 12;
/** So many of the further pods get series of their own as soon as a pair to them fails. */
export const MOST_AFTER_A_FAILURE = 12;
const OTHER = 'other';

export function endpointSeries(registry: MetricRegistry) {
  const series = registry.counter(PROBE_METRICS.endpointPairs);
  const results = PROBE_METRICS.endpointPairs.labels.result;
  /** The DNS pods that are known now. */
  let current: ReadonlySet<string> = new Set<string>();
  /** Label values that have series. */
  const own = new Set<string>();

  const each = (endpoint: string, act: (labels: Parameters<typeof series.add>[0]) => void) => {
    for (const transport of TRANSPORTS) for (const result of results) act({ endpoint, transport, result });
  };
  const begin = (endpoint: string) => {
    own.add(endpoint);
    each(endpoint, (labels) => series.add(labels, 0));
  };
  const end = (endpoint: string) => {
    own.delete(endpoint);
    each(endpoint, (labels) => series.forget(labels));
  };
  const ownPods = () => own.size - Number(own.has(OTHER));

  return {
    /** Counts a pair for its DNS pod, if that is one of the pods known now. */
    record(outcome: PairOutcome): void {
      const endpoint = formatServer(outcome.server);
      if (!current.has(endpoint)) return;
      const result = pairResult(outcome);
      const isFull = ownPods() >= MOST_FROM_THE_START + MOST_AFTER_A_FAILURE;
      if (!own.has(endpoint) && result !== 'both' && !isFull) begin(endpoint);
      const label = own.has(endpoint) ? endpoint : OTHER;
      series.add({ endpoint: label, transport: outcome.transport, result });
    },

    /** The DNS pods known now. Series of pods that have gone are removed: pods come and go for months, and the series would accumulate. */
    set(servers: readonly Server[]): void {
      current = new Set(servers.map(formatServer));
      for (const endpoint of own) if (endpoint !== OTHER && !current.has(endpoint)) end(endpoint);
      for (const endpoint of current)
        if (!own.has(endpoint) && ownPods() < MOST_FROM_THE_START) begin(endpoint);
      const isShared = ownPods() < current.size;
      if (isShared && !own.has(OTHER)) begin(OTHER);
      if (!isShared && own.has(OTHER)) end(OTHER);
    },
  };
}
