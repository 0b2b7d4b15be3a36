/**
 * Adds up deltas of several steps, so that they count as one. A reading is known of all of them, or it is absent.
 *
 * What was counted in a step that can't be read may be nothing, or more than in all the others together: counters rise in
 * bursts, so nothing that was read elsewhere bounds it. A sum without that step would show a background quieter than it was,
 * and losses in stiller steps than they were lost in; a rate over the time that was really read does so too, since just that
 * step may be the one that counted. Either would make a verdict surer. So a sum that is not whole is no sum.
 */

import type { ConntrackCounter, ConntrackCounts, NodeDelta } from '../domain/node.ts';
import { CONNTRACK_COUNTERS } from '../domain/node.ts';
import type { Reading } from '../domain/reading.ts';
import { absent, read } from '../domain/reading.ts';

const NOTHING = absent('not-configured', 'nothing was read in this time');

type Sum = { readonly [key: string]: number };

/** `elapsedMs` is the time that the steps took together, not the time from the first to the last. */
export function sumDeltas(deltas: readonly NodeDelta[]): NodeDelta {
  const each = <T>(pick: (delta: NodeDelta) => Reading<T>, join: (one: T, other: T) => T): Reading<T> =>
    whole(deltas.map(pick), join);
  return {
    startedAt: deltas[0]?.startedAt ?? 0,
    elapsedMs: deltas.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0),
    conntrack: each(
      ({ conntrack }) => conntrack,
      (one, other) => ({ era: other.era, counts: sumCounts(one.counts, other.counts) }),
    ),
    conntrackEntries: each(({ conntrackEntries }) => conntrackEntries, Math.max),
    conntrackLimit: each(({ conntrackLimit }) => conntrackLimit, Math.min),
    udp: each(({ udp }) => udp, sum),
    udp6: each(({ udp6 }) => udp6, sum),
    softnet: each(({ softnet }) => softnet, sum),
    kernel: each(
      ({ kernel }) => kernel,
      (_, last) => last,
    ),
    ownUdp: each(({ ownUdp }) => ownUdp, sum),
    ownUdp6: each(({ ownUdp6 }) => ownUdp6, sum),
    ownThrottle: each(({ ownThrottle }) => ownThrottle, sum),
  };
}

function whole<T>(readings: readonly Reading<T>[], join: (one: T, other: T) => T): Reading<T> {
  const [first] = readings;
  if (first === undefined) return NOTHING;
  const gaps = readings.filter((reading) => reading.kind === 'absent');
  const [gap] = gaps;
  if (gap !== undefined) return missing(gap, gaps, readings.length);
  return readings.reduce((total, next) =>
    total.kind === 'read' && next.kind === 'read' ? read(join(total.value, next.value), next.source) : total,
  );
}

type Absent = Extract<Reading<never>, { kind: 'absent' }>;

/** One reason of all steps is the reason of the whole. A file that was there in some of them is not `no-file`. */
function missing(first: Absent, gaps: readonly Absent[], steps: number): Absent {
  if (gaps.length === steps && gaps.every(({ reason }) => reason === first.reason)) return first;
  const detail = `not read in ${gaps.length} of ${steps} steps: ${first.detail}`;
  return { kind: 'absent', reason: 'unparsable', detail };
}

function sumCounts(one: ConntrackCounts, other: ConntrackCounts): ConntrackCounts {
  const total: { [counter in ConntrackCounter]?: number } = {};
  for (const counter of CONNTRACK_COUNTERS) {
    const [left, right] = [one[counter], other[counter]];
    if (left !== undefined && right !== undefined) total[counter] = left + right;
  }
  return total;
}

function sum<T extends { readonly [key in keyof T]: number }>(one: T, other: T): T {
  const addends: Sum = other;
  const entries = Object.entries<number>(one).map(([key, value]) => [key, value + (addends[key] ?? 0)]);
  // The keys are those of `one`, so the record has its shape.
  return Object.fromEntries(entries) as T;
}
