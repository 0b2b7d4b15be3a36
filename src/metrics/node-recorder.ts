/** Turns readings of the node into series. A series appears with its first reading, at 0. */

import type { RaceWindow } from '../domain/evidence.ts';
import type { NodeDelta, NodeSnapshot, ReadingKey } from '../domain/node.ts';
import type { Reading } from '../domain/reading.ts';
import { delta } from '../kernel/delta.ts';
import { READING_KEYS, READINGS } from '../kernel/readings.ts';
import { assertNever } from '../platform/assert-never.ts';
import { AGENT_METRICS } from './agent-metrics.ts';
import { KERNEL_METRICS, type KernelCounter, type KernelGauge } from './kernel-metrics.ts';
import { NODE_METRICS } from './node-metrics.ts';
import type { MetricRegistry } from './registry.ts';

interface NodeInfo {
  readonly kernel: string;
  /** The nameservers asked, as in resolv.conf, separated by commas. */
  readonly nameserver: string;
  readonly raceWindow: RaceWindow;
}

/** Records the readings of the node. */
export function nodeRecorder(registry: MetricRegistry) {
  const kernel = Object.values<KernelCounter | KernelGauge>(KERNEL_METRICS).map((row) =>
    recorderOf(registry, row),
  );
  const throttled = recorderOf(registry, AGENT_METRICS.throttled);
  const recorders = [...kernel, throttled];
  const info = nodeInfoRecorder(registry);
  const recordNodeDelta = (rises: NodeDelta): void => {
    for (const { recordDelta } of recorders) recordDelta(rises);
  };

  return {
    ...info,
    /** Records the rises since the last recorded snapshot. */
    recordNodeDelta,

    /** Records the current values. Counters that were read for the first time start at 0. */
    recordNodeSnapshot(snapshot: NodeSnapshot): void {
      info.setEvidenceSources(snapshot);
      for (const { recordSnapshot } of recorders) recordSnapshot(snapshot);
      // The delta of a snapshot with itself has a rise of 0 for each counter of this kernel.
      recordNodeDelta(delta(snapshot, snapshot));
    },
  };
}

interface KernelRecorder {
  readonly recordDelta: (rises: NodeDelta) => void;
  readonly recordSnapshot: (snapshot: NodeSnapshot) => void;
}

/** A rise of 0 creates a counter's series. A counter that this kernel does not have has no rise, and no series. */
function recorderOf(registry: MetricRegistry, row: KernelCounter | KernelGauge): KernelRecorder {
  const nothing = () => undefined;
  if (row.type === 'counter') {
    const counter = registry.counter(row);
    const recordDelta = (delta: NodeDelta) => {
      for (const rise of row.rises(delta)) counter.add({}, rise);
    };
    return { recordDelta, recordSnapshot: nothing };
  }
  const gauge = registry.gauge(row);
  const recordSnapshot = (snapshot: NodeSnapshot) => {
    const reading = row.value(snapshot);
    gauge.clear();
    if (reading.kind === 'read') gauge.set({}, reading.value);
  };
  return { recordDelta: nothing, recordSnapshot };
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
