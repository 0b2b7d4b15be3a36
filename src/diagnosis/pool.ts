/** Adds up deltas of several steps, so that they count as one. What was read in none of them is absent. */

import type { ConntrackCounter, ConntrackCounts, NodeDelta } from '../domain/node.ts';
import { CONNTRACK_COUNTERS } from '../domain/node.ts';
import type { Reading } from '../domain/reading.ts';
import { absent, read } from '../domain/reading.ts';

const NOTHING = absent('not-configured', 'nothing was read in this time');

type Sum = { readonly [key: string]: number };

/** `elapsedMs` is the time that the steps took together, not the time from the first to the last. */
export function pool(deltas: readonly NodeDelta[]): NodeDelta {
  const each = <T>(pick: (delta: NodeDelta) => Reading<T>, join: (one: T, other: T) => T): Reading<T> =>
    deltas.map(pick).reduce((total, next) => joined(total, next, join), NOTHING);
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

function joined<T>(total: Reading<T>, next: Reading<T>, join: (one: T, other: T) => T): Reading<T> {
  if (next.kind === 'absent') return total === NOTHING ? next : total;
  return total.kind === 'absent' ? next : read(join(total.value, next.value), next.source);
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
