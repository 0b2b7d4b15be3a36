/** Records the domain's values as series, in this one place. Everything is typed: no metric is looked up by a string. */

import { AGENT_METRICS, type Probe, type ProbeSkipReason, probesOf } from './agent-metrics.ts';
import { flowRecorder } from './flow-recorder.ts';
import { httpRecorder } from './http-recorder.ts';
import { nodeRecorder } from './node-recorder.ts';
import { type ProbeSettings, probeRecorder } from './probe-recorder.ts';
import { type BuildInfo, type ProcessUsage, processRecorder } from './process-recorder.ts';
import { type Exposition, MetricRegistry } from './registry.ts';
import { verdictRecorder } from './verdict-recorder.ts';

export interface RecorderSettings extends ProbeSettings {
  readonly build: BuildInfo;
  readonly usage: () => ProcessUsage;
}

export type Recorder = ReturnType<typeof createRecorder>;

/** The agent's metrics, every known series at 0. */
export function createRecorder(settings: RecorderSettings) {
  const registry = new MetricRegistry();
  processRecorder(registry, settings.build, settings.usage);
  return {
    ...probeRecorder(registry, settings),
    ...verdictRecorder(registry),
    ...nodeRecorder(registry),
    ...flowRecorder(registry),
    ...httpRecorder(registry, settings.traceTargets),
    ...agentRecorder(registry, settings),
    /** What `/metrics` answers. */
    expose: (): Promise<Exposition> => registry.expose(),
  };
}

function agentRecorder(registry: MetricRegistry, { usage, traceTargets }: RecorderSettings) {
  const lag = registry.histogram(AGENT_METRICS.lag);
  const skipped = registry.counter(AGENT_METRICS.skippedProbes, { probe: probesOf(traceTargets) });
  const lastRound = registry.gauge(AGENT_METRICS.lastRound);
  lastRound.set({}, usage().startedAt / 1000);
  return {
    recordLag: (lagMs: number) => lag.observeMs({}, lagMs),
    recordSkipped: (probe: Probe, reason: ProbeSkipReason) => skipped.add({ probe, reason }),
    /** A round of probes ended at `wall`, milliseconds since the epoch. */
    recordRound: (wall: number) => lastRound.set({}, wall / 1000),
  };
}
