/** The measuring half of the agent: the rig that asks, and where its measurements are kept. */

import type { Config } from '../config/schema.ts';
import type { FlowWatch } from '../flows/flow-watch.ts';
import { fatesFrom, listenForFlows } from '../flows/listen.ts';
import { localAddresses } from '../kernel/local-addresses.ts';
import { shortIds } from '../metrics/name-ids.ts';
import { createRecorder, type Recorder } from '../metrics/recorder.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { processUsage } from '../platform/process-usage.ts';
import type { Probes } from '../probe/jobs.ts';
import { openRig, type Rig } from '../probe/rig.ts';
import type { EvidenceWindow } from '../window/evidence-window.ts';
import { openWindow } from '../window/open-window.ts';
import { agentFlows } from './flows.ts';
import { Liveness } from './liveness.ts';
import { notedProbes } from './noted-probes.ts';
import { Readiness } from './readiness.ts';

export interface MeasuringPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted, the agent ends. */
  readonly signal: AbortSignal;
  readonly usage: ReturnType<typeof processUsage>;
  readonly build: { readonly version: string; readonly revision: string; readonly nodeVersion: string };
  /** How long the node has been up, in milliseconds. */
  readonly nodeAgeMs: () => number;
  /** See `ProberPorts`. */
  readonly makeRoom?: () => void;
}

export interface Measuring {
  readonly rig: Rig;
  /** The rig's probes. The window knows those that are under way. */
  readonly probes: Probes;
  readonly recorder: Recorder;
  readonly window: EvidenceWindow;
  readonly flows: FlowWatch | undefined;
  readonly readiness: Readiness;
  readonly liveness: Liveness;
}

/** Makes the rig that sends probes, and the stores for its measurements. */
export async function openMeasuring(config: Config, ports: MeasuringPorts): Promise<Measuring> {
  const { clock } = ports;
  const own = await localAddresses(config.procNet);
  let flows: FlowWatch | undefined;
  const rig = await openRig(config, {
    ...ports,
    localAddresses: own,
    graceMs: config.pairs.grace,
    ...(config.flows.mode !== 'off' && { unlisted: () => flows?.unlisted() ?? [] }),
  });
  const recorder = createRecorder({
    ...ports,
    profiles: config.profiles,
    strategies: rig.sendable(),
    nameIds: [...shortIds(rig.names).values()],
    traceTargets: config.trace.targets,
  });
  recorder.setEndpoints(config.endpoints);
  flows = agentFlows(config, {
    clock,
    rig,
    recorder,
    entries: () => window.latest.conntrackEntries,
    cpuMs: () => ports.usage().cpuMs,
  });
  const window: EvidenceWindow = await openWindow(config, {
    clock,
    ...fatesFrom(flows),
    context: () => ({ ...rig.context(), nodeAgeMs: ports.nodeAgeMs() }),
    onStep(step, now) {
      recorder.recordNodeDelta(step);
      recorder.recordNodeSnapshot(now);
    },
  });
  recorder.recordNodeSnapshot(window.latest);
  listenForFlows(rig, (outcome) => window.startMsOf(outcome), flows);
  const liveness = new Liveness(clock, Math.max(config.lookups.interval, config.pairs.interval));
  const probes = notedProbes(rig, window);
  return { rig, probes, recorder, window, flows, readiness: new Readiness(), liveness };
}
