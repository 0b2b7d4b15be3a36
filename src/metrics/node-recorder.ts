/** Turns readings of the node into series. A series appears with its first reading, at 0. */

import type { Reading } from '../domain/reading.ts';
import { unreachable } from '../platform/unreachable.ts';
import { AGENT_METRICS } from './agent-metrics.ts';
import { NODE_METRICS, type RaceWindow, READING_NAMES, READINGS, type ReadingName } from './node-metrics.ts';
import type { GaugeSeries, MetricRegistry } from './registry.ts';
import type { MetricSpec } from './spec.ts';

/** How much the node's counters rose; a kernel that has no such column leaves the key out. */
export interface ConntrackRise {
  readonly insertFailed?: number;
  readonly drop?: number;
  readonly earlyDrop?: number;
  readonly clashResolved?: number;
  readonly chainTooLong?: number;
  readonly invalid?: number;
}

export interface NodeInfo {
  readonly kernel: string;
  /** The nameservers asked, as in resolv.conf, separated by commas. */
  readonly nameserver: string;
  readonly raceWindow: RaceWindow;
}

export function nodeRecorder(registry: MetricRegistry) {
  const insertFailed = registry.counter(NODE_METRICS.conntrackInsertFailed);
  const drop = registry.counter(NODE_METRICS.conntrackDrop);
  const earlyDrop = registry.counter(NODE_METRICS.conntrackEarlyDrop);
  const clashResolved = registry.counter(NODE_METRICS.conntrackClashResolved);
  const chainTooLong = registry.counter(NODE_METRICS.conntrackChainTooLong);
  const invalid = registry.counter(NODE_METRICS.conntrackInvalid);
  const entries = registry.gauge(NODE_METRICS.conntrackEntries);
  const limit = registry.gauge(NODE_METRICS.conntrackEntriesLimit);
  const receiveBufferErrors = registry.counter(NODE_METRICS.udpReceiveBufferErrors);
  const softnetDropped = registry.counter(NODE_METRICS.softnetDropped);
  const throttled = registry.counter(AGENT_METRICS.throttled);
  const evidenceSource = registry.gauge(NODE_METRICS.evidenceSource);
  const nodeInfo = registry.gauge(NODE_METRICS.nodeInfo);

  return {
    /** A rise of 0 makes the series known: call it with zeros once the first reading is there. */
    recordConntrackRise(rise: ConntrackRise): void {
      if (rise.insertFailed !== undefined) insertFailed.add({}, rise.insertFailed);
      if (rise.drop !== undefined) drop.add({}, rise.drop);
      if (rise.earlyDrop !== undefined) earlyDrop.add({}, rise.earlyDrop);
      if (rise.clashResolved !== undefined) clashResolved.add({}, rise.clashResolved);
      if (rise.chainTooLong !== undefined) chainTooLong.add({}, rise.chainTooLong);
      if (rise.invalid !== undefined) invalid.add({}, rise.invalid);
    },
    setConntrackEntries: (reading: Reading<number>) => show(entries, reading),
    setConntrackLimit: (reading: Reading<number>) => show(limit, reading),
    /** Rise of the agent's own counter, both address families. */
    recordReceiveBufferErrors: (rise: number) => receiveBufferErrors.add({}, rise),
    /** Rise over all CPUs of the node. */
    recordSoftnetDropped: (rise: number) => softnetDropped.add({}, rise),
    recordThrottled: (riseMs: number) => throttled.add({}, riseMs / 1000),

    /** Of each reading that is tried, where it comes from or why it is absent; a NodeSnapshot will do. */
    setEvidenceSources(readings: { readonly [R in ReadingName]?: Reading<unknown> }): void {
      evidenceSource.clear();
      for (const name of READING_NAMES) {
        const found = readings[name];
        if (found) evidenceSource.set({ reading: READINGS[name], ...origin(found) }, 1);
      }
    },

    setNodeInfo({ kernel, nameserver, raceWindow }: NodeInfo): void {
      nodeInfo.clear();
      nodeInfo.set({ kernel, nameserver, race_window: raceWindow }, 1);
    },
  };
}

function origin(reading: Reading<unknown>) {
  switch (reading.kind) {
    case 'read':
      return { source: reading.source, reason: '' } as const;
    case 'absent':
      return { source: 'absent', reason: reading.reason } as const;
    default:
      return unreachable(reading);
  }
}

type Unlabelled = GaugeSeries<MetricSpec & { readonly labels: Record<never, never> }>;

/** What can't be read now has no value now: the last one would pass for it. */
function show(gauge: Unlabelled, reading: Reading<number>): void {
  gauge.clear();
  if (reading.kind === 'read') gauge.set({}, reading.value);
}
