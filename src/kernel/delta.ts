/** The delta between two snapshots. Pure; never negative: a counter that was reset in between is absent, not guessed. */

import type {
  DeltaReadings,
  DeltaValues,
  NodeDelta,
  NodeSnapshot,
  ReadingKey,
  SnapshotReadings,
} from '../domain/node.ts';
import { READINGS, readingsOf } from './readings.ts';

/** `before` and `after` are two snapshots of one node, in this order. */
export function delta(before: NodeSnapshot, after: NodeSnapshot): NodeDelta {
  const elapsedMs = Math.max(0, after.takenAtMs - before.takenAtMs);
  return { startedAt: before.takenAt, elapsedMs, ...differences(before, after, elapsedMs) };
}

function differences(before: SnapshotReadings, after: SnapshotReadings, elapsedMs: number): DeltaReadings {
  return readingsOf<DeltaValues>(<K extends ReadingKey>(key: K) =>
    READINGS[key].difference(before[key], after[key], elapsedMs),
  );
}
