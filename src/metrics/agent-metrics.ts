/** The metrics of the agent itself: whether it got the CPU, what it skipped, and what it costs. */

import { type KernelCounter, ofEach } from './kernel-metrics.ts';
import type { MetricSpec } from './spec.ts';

const PROBES = ['lookup', 'pair', 'trace'] as const;
export type Probe = (typeof PROBES)[number];

/** `trace` has series only if there are URLs to request. */
export function probesOf(traceTargets: readonly string[]): readonly Probe[] {
  return PROBES.filter((probe) => probe !== 'trace' || traceTargets.length > 0);
}

const PROBE_SKIP_REASONS = ['in-flight', 'budget'] as const;
export type ProbeSkipReason = (typeof PROBE_SKIP_REASONS)[number];

const STRAY_KINDS = ['garbage', 'wrong-id', 'wrong-question', 'wrong-source', 'duplicate'] as const;

export const AGENT_METRICS = {
  lag: {
    name: 'fivesec_agent_lag_seconds',
    type: 'histogram',
    help: "Delay of the agent's event loop: of each tick of the schedule, and of ten heartbeats a second while a probe waits.",
    labels: {},
    presence: 'always',
    edges: [0.01, 0.05, 0.1, 0.5, 2.4],
  },
  throttled: {
    name: 'fivesec_agent_throttled_seconds_total',
    type: 'counter',
    help: "Time for which the agent's CPU limit stopped it.",
    labels: {},
    presence: 'when-known',
    rises: ({ ownThrottle }) => ofEach([ownThrottle], ({ throttledMs }) => throttledMs / 1000),
  },
  starvedProbes: {
    name: 'fivesec_starved_probes_total',
    type: 'counter',
    help: "Probes that the agent's own event loop delayed. No histogram counts them.",
    labels: { probe: PROBES },
    presence: 'always',
  },
  skippedProbes: {
    name: 'fivesec_probes_skipped_total',
    type: 'counter',
    help: 'Probes that were not started: too many were in flight, or the limit of the load was reached.',
    labels: { probe: PROBES, reason: PROBE_SKIP_REASONS },
    presence: 'always',
  },
  strays: {
    name: 'fivesec_strays_total',
    type: 'counter',
    help: 'Datagrams that were ignored, by what was wrong with them.',
    labels: { kind: STRAY_KINDS },
    presence: 'always',
  },
  lastRound: {
    name: 'fivesec_last_round_timestamp_seconds',
    type: 'gauge',
    help: 'When the last round of probes ended. Before the first round, when the agent started.',
    labels: {},
    presence: 'always',
  },
} as const satisfies Record<string, MetricSpec | KernelCounter>;

/** The conventional names of every client library (prometheus.io, "Writing client libraries"). */
export const PROCESS_METRICS = {
  cpu: {
    name: 'process_cpu_seconds_total',
    type: 'counter',
    help: 'User and system CPU time.',
    labels: {},
    presence: 'always',
  },
  residentMemory: {
    name: 'process_resident_memory_bytes',
    type: 'gauge',
    help: 'Resident memory.',
    labels: {},
    presence: 'always',
  },
  startTime: {
    name: 'process_start_time_seconds',
    type: 'gauge',
    help: 'When the process started, in seconds since the epoch.',
    labels: {},
    presence: 'always',
  },
  openFds: {
    name: 'process_open_fds',
    type: 'gauge',
    help: 'Open file descriptors.',
    labels: {},
    presence: 'when-known',
  },
  buildInfo: {
    name: 'fivesec_build_info',
    type: 'gauge',
    help: 'The version that runs here.',
    labels: { version: 'open', revision: 'open', node_version: 'open' },
    presence: 'when-known',
  },
} as const satisfies Record<string, MetricSpec>;
