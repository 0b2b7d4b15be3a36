/**
 * Adds up the deltas of several steps. The sum of a reading is absent unless every step has that reading.
 *
 * Counters rise in bursts. So a step that can't be read may have counted nothing, or more than all others together. A sum without
 * that step would show a background that is too low, and too small a rise in the steps with losses. So would a rate over the time
 * that was read. Both would give a verdict too much confidence (docs/decisions/011-a-sum-is-whole-or-absent.md).
 */

import type { DeltaReadings, DeltaValues, NodeDelta, ReadingKey } from '../domain/node.ts';
import { absent, type Reading, read } from '../domain/reading.ts';
import type { Several } from '../kernel/counts.ts';
import { READINGS, readingsOf } from '../kernel/readings.ts';

const NOTHING = absent('not-configured', 'nothing was read in this time');

/** `elapsedMs` is the total time of the steps, not the time from the first to the last. */
export function sumDeltas(deltas: readonly NodeDelta[]): NodeDelta {
  return {
    startedAt: deltas[0]?.startedAt ?? 0,
    elapsedMs: deltas.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0),
    ...sumReadings(deltas),
  };
}

function sumReadings(deltas: readonly DeltaReadings[]): DeltaReadings {
  return readingsOf<DeltaValues>(<K extends ReadingKey>(key: K) =>
    whole(
      deltas.map((delta) => delta[key]),
      READINGS[key].sum,
    ),
  );
}

function whole<T>(readings: readonly Reading<T>[], sum: (all: Several<T>) => T): Reading<T> {
  const gaps = readings.filter((reading) => reading.kind === 'absent');
  const [gap] = gaps;
  if (gap !== undefined) return missing(gap, gaps, readings.length);
  const present = readings.filter((reading) => reading.kind === 'read');
  const [first, ...others] = present.map(({ value }) => value);
  const { source } = present.at(-1) ?? {};
  return first === undefined || source === undefined ? NOTHING : read(sum([first, ...others]), source);
}

type Absent = Extract<Reading<never>, { kind: 'absent' }>;

/** If all steps share one reason, the sum has that reason. A file that existed in some steps is not `no-file`. */
function missing(first: Absent, gaps: readonly Absent[], steps: number): Absent {
  if (gaps.length === steps && gaps.every(({ reason }) => reason === first.reason)) return first;
  const detail = `${first.detail}, in ${gaps.length} of ${steps} steps`;
  return { kind: 'absent', reason: 'unparsable', detail };
}
