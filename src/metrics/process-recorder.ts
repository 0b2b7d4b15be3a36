/** What the process costs, under the names that all client libraries use. prom-client's own metrics fail promtool's lint. */

import { PROCESS_METRICS } from './agent-metrics.ts';
import type { MetricRegistry } from './registry.ts';

/** What the process reports about itself: platform/process-usage.ts. */
export interface ProcessUsage {
  /** User and system, since the start. */
  readonly cpuMs: number;
  readonly residentBytes: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Absent if the system does not report it. */
  readonly openFds?: number;
}

export interface BuildInfo {
  readonly version: string;
  readonly revision: string;
  readonly nodeVersion: string;
}

/** Reads `usage` before each exposition. */
export function processRecorder(registry: MetricRegistry, build: BuildInfo, usage: () => ProcessUsage): void {
  const cpu = registry.counter(PROCESS_METRICS.cpu);
  const residentMemory = registry.gauge(PROCESS_METRICS.residentMemory);
  const startTime = registry.gauge(PROCESS_METRICS.startTime);
  const openFds = registry.gauge(PROCESS_METRICS.openFds);
  const { version, revision, nodeVersion } = build;
  registry.gauge(PROCESS_METRICS.buildInfo).set({ version, revision, node_version: nodeVersion }, 1);

  let countedMs = 0;
  registry.beforeExposition(() => {
    const now = usage();
    cpu.add({}, Math.max(0, now.cpuMs - countedMs) / 1000);
    countedMs = Math.max(countedMs, now.cpuMs);
    residentMemory.set({}, now.residentBytes);
    startTime.set({}, now.startedAt / 1000);
    if (now.openFds !== undefined) openFds.set({}, now.openFds);
  });
}
