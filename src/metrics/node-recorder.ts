/** Turns readings of the node into series. A series appears with its first reading, at 0. */

import type { RaceWindow } from '../domain/evidence.ts';
import type { ConntrackCounts, ConntrackStats, NodeDelta, NodeSnapshot } from '../domain/node.ts';
import type { Reading } from '../domain/reading.ts';
import { assertNever } from '../platform/assert-never.ts';
import { AGENT_METRICS } from './agent-metrics.ts';
import { NODE_METRICS, READING_NAMES, READINGS, type ReadingName } from './node-metrics.ts';
import type { GaugeSeries, MetricRegistry } from './registry.ts';
import type { MetricSpec } from './spec.ts';

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

  const recorder = {
    /** A rise of 0 makes the series known; a kernel that has no such column leaves the key out. */
    recordConntrackRise(rise: ConntrackCounts): void {
      if (rise.insertFailed !== undefined) insertFailed.add({}, rise.insertFailed);
      if (rise.drop !== undefined) drop.add({}, rise.drop);
      if (rise.earlyDrop !== undefined) earlyDrop.add({}, rise.earlyDrop);
      if (rise.clashResolved !== undefined) clashResolved.add({}, rise.clashResolved);
      if (rise.chainTooLong !== undefined) chainTooLong.add({}, rise.chainTooLong);
      if (rise.invalid !== undefined) invalid.add({}, rise.invalid);
    },
    setConntrackEntries: (reading: Reading<number>) => setGauge(entries, reading),
    setConntrackLimit: (reading: Reading<number>) => setGauge(limit, reading),
    /** Rise of the agent's own counter, both address families. */
    recordReceiveBufferErrors: (rise: number) => receiveBufferErrors.add({}, rise),
    /** Rise over all CPUs of the node. */
    recordSoftnetDropped: (rise: number) => softnetDropped.add({}, rise),
    recordThrottled: (riseMs: number) => throttled.add({}, riseMs / 1000),

    /** Of each reading that is tried, where it comes from or why it is absent. */
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

  return {
    ...recorder,

    /** What the node says now; counters that were read for the first time start at 0. */
    recordNodeSnapshot(snapshot: NodeSnapshot): void {
      const { conntrack, conntrackEntries, conntrackLimit } = snapshot;
      recorder.setEvidenceSources(snapshot);
      recorder.setConntrackEntries(conntrackEntries);
      recorder.setConntrackLimit(conntrackLimit);
      if (conntrack.kind === 'read') recorder.recordConntrackRise(zeros(conntrack.value));
      if (snapshot.softnet.kind === 'read') recorder.recordSoftnetDropped(0);
      if (snapshot.ownUdp.kind === 'read') recorder.recordReceiveBufferErrors(0);
      if (snapshot.ownThrottle.kind === 'read') recorder.recordThrottled(0);
    },

    /** What happened since the last snapshot that was recorded. */
    recordNodeDelta({ conntrack, softnet, ownUdp, ownUdp6, ownThrottle }: NodeDelta): void {
      if (conntrack.kind === 'read') recorder.recordConntrackRise(conntrack.value.counts);
      if (softnet.kind === 'read') recorder.recordSoftnetDropped(softnet.value.dropped);
      for (const udp of [ownUdp, ownUdp6])
        if (udp.kind === 'read') recorder.recordReceiveBufferErrors(udp.value.rcvbufErrors);
      if (ownThrottle.kind === 'read') recorder.recordThrottled(ownThrottle.value.throttledMs);
    },
  };
}

/** 0 for each counter that this kernel has. */
function zeros({ cpus }: ConntrackStats): ConntrackCounts {
  return Object.fromEntries(cpus.flatMap(({ counts }) => Object.keys(counts).map((key) => [key, 0])));
}

function origin(reading: Reading<unknown>) {
  switch (reading.kind) {
    case 'read':
      return { source: reading.source, reason: '' } as const;
    case 'absent':
      return { source: 'absent', reason: reading.reason } as const;
    default:
      return assertNever(reading);
  }
}

type Unlabelled = GaugeSeries<MetricSpec & { readonly labels: Record<never, never> }>;

/** What can't be read now has no value now: the last one would pass for it. */
function setGauge(gauge: Unlabelled, reading: Reading<number>): void {
  gauge.clear();
  if (reading.kind === 'read') gauge.set({}, reading.value);
}
