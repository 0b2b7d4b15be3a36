/** Turns readings of the node into series. A series appears with its first reading, at 0. */

import type { RaceWindow } from '../domain/evidence.ts';
import type { ConntrackCounts, NodeDelta, NodeSnapshot, ReadingKey } from '../domain/node.ts';
import type { Reading } from '../domain/reading.ts';
import { delta } from '../kernel/delta.ts';
import { READING_KEYS, READINGS } from '../kernel/readings.ts';
import { assertNever } from '../platform/assert-never.ts';
import { AGENT_METRICS } from './agent-metrics.ts';
import { NODE_METRICS } from './node-metrics.ts';
import type { GaugeSeries, MetricRegistry } from './registry.ts';
import type { MetricSpec } from './spec.ts';

export interface NodeInfo {
  readonly kernel: string;
  /** The nameservers asked, as in resolv.conf, separated by commas. */
  readonly nameserver: string;
  readonly raceWindow: RaceWindow;
}

/** Records the readings of the node. */
export function nodeRecorder(registry: MetricRegistry) {
  const recorder = {
    ...conntrackRecorder(registry),
    ...dropRecorder(registry),
    ...nodeInfoRecorder(registry),
  };
  const recordNodeDelta = (rises: NodeDelta): void => recordRises(recorder, rises);

  return {
    ...recorder,
    /** Records the rises since the last recorded snapshot. */
    recordNodeDelta,

    /** Records the current values. Counters that were read for the first time start at 0. */
    recordNodeSnapshot(snapshot: NodeSnapshot): void {
      const { conntrackEntries, conntrackLimit } = snapshot;
      recorder.setEvidenceSources(snapshot);
      recorder.setConntrackEntries(conntrackEntries);
      recorder.setConntrackLimit(conntrackLimit);
      // The delta of a snapshot with itself has a rise of 0 for each counter of this kernel.
      recordNodeDelta(delta(snapshot, snapshot));
    },
  };
}

/** The counters of conntrack, and how full its table is. */
function conntrackRecorder(registry: MetricRegistry) {
  const insertFailed = registry.counter(NODE_METRICS.conntrackInsertFailed);
  const drop = registry.counter(NODE_METRICS.conntrackDrop);
  const earlyDrop = registry.counter(NODE_METRICS.conntrackEarlyDrop);
  const clashResolved = registry.counter(NODE_METRICS.conntrackClashResolved);
  const chainTooLong = registry.counter(NODE_METRICS.conntrackChainTooLong);
  const invalid = registry.counter(NODE_METRICS.conntrackInvalid);
  const entries = registry.gauge(NODE_METRICS.conntrackEntries);
  const limit = registry.gauge(NODE_METRICS.conntrackEntriesLimit);

  return {
    /** A rise of 0 creates the series. If the kernel has no such column, the key is missing and the series does not exist. */
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
  };
}

/** The counters of packets that the node or the agent's pod dropped, and the time for which the CPU limit stopped the agent. */
function dropRecorder(registry: MetricRegistry) {
  const receiveBufferErrors = registry.counter(NODE_METRICS.udpReceiveBufferErrors);
  const checksumErrors = registry.counter(NODE_METRICS.udpChecksumErrors);
  const reassemblyFailures = registry.counter(NODE_METRICS.ipReassemblyFailures);
  const neighbourTableFull = registry.counter(NODE_METRICS.neighbourTableFull);
  const softnetDropped = registry.counter(NODE_METRICS.softnetDropped);
  const throttled = registry.counter(AGENT_METRICS.throttled);

  return {
    /** Rise of the agent's own counter, both address families. */
    recordReceiveBufferErrors: (rise: number) => receiveBufferErrors.add({}, rise),
    /** Rise of the agent's own counter, both address families. */
    recordChecksumErrors: (rise: number) => checksumErrors.add({}, rise),
    /** Rise of the node's counter, both address families. */
    recordReassemblyFailures: (rise: number) => reassemblyFailures.add({}, rise),
    /** Rise of the machine's counters, both tables. */
    recordNeighbourTableFull: (rise: number) => neighbourTableFull.add({}, rise),
    /** Rise over all CPUs of the node. */
    recordSoftnetDropped: (rise: number) => softnetDropped.add({}, rise),
    recordThrottled: (riseMs: number) => throttled.add({}, riseMs / 1000),
  };
}

/** The metrics that describe the node: where its readings come from, its kernel, its nameservers. */
function nodeInfoRecorder(registry: MetricRegistry) {
  const evidenceSource = registry.gauge(NODE_METRICS.evidenceSource);
  const nodeInfo = registry.gauge(NODE_METRICS.nodeInfo);

  return {
    /** The source of each reading, or the reason why it is absent. */
    setEvidenceSources(readings: { readonly [K in ReadingKey]?: Reading<unknown> }): void {
      evidenceSource.clear();
      for (const key of READING_KEYS) {
        const [found, { label }] = [readings[key], READINGS[key]];
        if (found && label !== undefined) evidenceSource.set({ reading: label, ...origin(found) }, 1);
      }
    },

    setNodeInfo({ kernel, nameserver, raceWindow }: NodeInfo): void {
      nodeInfo.clear();
      nodeInfo.set({ kernel, nameserver, race_window: raceWindow }, 1);
    },
  };
}

/** Gives each rise that was read to the function that records it. */
function recordRises(
  recorder: ReturnType<typeof conntrackRecorder> & ReturnType<typeof dropRecorder>,
  { conntrack, softnet, ownUdp, ownUdp6, ownThrottle, ip, ip6, arpCache, ndiscCache }: NodeDelta,
): void {
  if (conntrack.kind === 'read') recorder.recordConntrackRise(conntrack.value.counts);
  if (softnet.kind === 'read') recorder.recordSoftnetDropped(softnet.value.dropped);
  for (const udp of [ownUdp, ownUdp6]) {
    if (udp.kind === 'absent') continue;
    recorder.recordReceiveBufferErrors(udp.value.rcvbufErrors);
    if (udp.value.csumErrors !== undefined) recorder.recordChecksumErrors(udp.value.csumErrors);
  }
  for (const family of [ip, ip6])
    if (family.kind === 'read') recorder.recordReassemblyFailures(family.value.reassemblyFailures);
  for (const table of [arpCache, ndiscCache])
    if (table.kind === 'read' && table.value.tableFull !== undefined)
      recorder.recordNeighbourTableFull(table.value.tableFull);
  if (ownThrottle.kind === 'read') recorder.recordThrottled(ownThrottle.value.throttledMs);
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

/** A reading that is absent now has no series: its last value would look current. */
function setGauge(gauge: Unlabelled, reading: Reading<number>): void {
  gauge.clear();
  if (reading.kind === 'read') gauge.set({}, reading.value);
}
