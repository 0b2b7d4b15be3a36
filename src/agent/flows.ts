/** The agent's watch over the node's DNS flows: its addresses, its CPU budget, and the metrics that get its counts. */

import type { Config } from '../config/schema.ts';
import type { Reading } from '../domain/reading.ts';
import type { FlowWatch } from '../flows/flow-watch.ts';
import { openFlows } from '../flows/open-flows.ts';
import type { Recorder } from '../metrics/recorder.ts';
import type { Clock } from '../platform/clock.ts';
import type { Rig } from '../probe/rig.ts';
import { WINDOW_MS } from '../window/history/history.ts';

export interface AgentFlowsPorts {
  readonly clock: Clock;
  readonly rig: Rig;
  readonly recorder: Pick<Recorder, 'recordFlows' | 'recordSkippedFlowRead'>;
  /** How many entries the node's table has. */
  readonly entries: () => Reading<number>;
  readonly cpuMs: () => number;
}

/** `undefined` if the configuration does not enable flows. */
export function agentFlows({ flows, procNet }: Config, ports: AgentFlowsPorts): FlowWatch | undefined {
  if (flows.mode === 'off') return undefined;
  const { rig, recorder } = ports;
  const limits = {
    maxEntries: flows.maxEntries,
    cpuShare: flows.cpuShare,
    intervalMs: flows.interval,
    keptMs: WINDOW_MS,
  };
  return openFlows({ procNet }, limits, {
    ...ports,
    places: () => ({ vips: rig.vips(), pods: rig.pods.servers }),
    awaiting: rig.awaiting,
    taken(rise, cpuMs) {
      const pods = rig.pods.servers.map(({ address }) => address);
      recorder.recordFlows(rise, cpuMs, pods, flows.podSeries);
    },
    skipped: recorder.recordSkippedFlowRead,
  });
}
