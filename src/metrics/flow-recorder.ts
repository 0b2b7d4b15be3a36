/** Records the DNS flows of the node's pods as series. */

import { FLOW_SKIPS, type FlowRise, type FlowSkip } from '../domain/flow.ts';
import { FLOW_METRICS } from './flow-metrics.ts';
import type { MetricRegistry } from './registry.ts';

const OTHER = 'other';

export function flowRecorder(registry: MetricRegistry) {
  const flows = registry.counter(FLOW_METRICS.flows);
  const unanswered = registry.counter(FLOW_METRICS.unanswered);
  const podUnanswered = registry.counter(FLOW_METRICS.podUnanswered);
  const readCpu = registry.counter(FLOW_METRICS.readCpu);
  const skippedReads = registry.counter(FLOW_METRICS.skippedReads);
  const known = new Set<string>();
  const clients = new Set<string>();

  /** Series of new DNS pods start at 0; series of pods that have gone are removed. */
  const keep = (endpoints: readonly string[]) => {
    for (const endpoint of known) {
      if (endpoints.includes(endpoint)) continue;
      known.delete(endpoint);
      flows.forget({ endpoint });
      unanswered.forget({ endpoint });
    }
    for (const endpoint of endpoints) {
      known.add(endpoint);
      flows.add({ endpoint }, 0);
      unanswered.add({ endpoint }, 0);
    }
  };

  return {
    /** One reading: `pods` are the DNS pods known now, `podSeries` the most clients with a series of their own. */
    recordFlows(rise: FlowRise, cpuMs: number, pods: readonly string[], podSeries: number): void {
      keep([...pods, OTHER]);
      for (const reason of FLOW_SKIPS) skippedReads.add({ reason }, 0);
      readCpu.add({}, cpuMs / 1000);
      for (const [endpoint, count] of rise.flows) flows.add({ endpoint: labelOf(endpoint, known) }, count);
      for (const [endpoint, count] of rise.unanswered)
        unanswered.add({ endpoint: labelOf(endpoint, known) }, count);
      if (podSeries === 0) return;
      for (const [client, count] of rise.clients) {
        if (clients.size < podSeries) clients.add(client);
        podUnanswered.add({ pod_ip: labelOf(client, clients) }, count);
      }
    },
    recordSkippedFlowRead: (reason: FlowSkip) => skippedReads.add({ reason }),
  };
}

function labelOf(address: string, known: ReadonlySet<string>): string {
  return known.has(address) ? address : OTHER;
}
