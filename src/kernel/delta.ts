/** What happened between two snapshots. Pure; never negative: what was reset meanwhile is absent, not guessed. */

import type {
  ConntrackCounter,
  ConntrackCounts,
  ConntrackStats,
  NodeDelta,
  NodeSnapshot,
  SoftnetStats,
} from '../domain/node.ts';
import { CONNTRACK_COUNTERS } from '../domain/node.ts';
import type { Reading } from '../domain/reading.ts';
import { absent, read } from '../domain/reading.ts';
import { rise32, rise64 } from './rise.ts';

export function delta(before: NodeSnapshot, after: NodeSnapshot): NodeDelta {
  const elapsedMs = Math.max(0, after.takenAtMs - before.takenAtMs);
  return {
    startedAt: before.takenAt,
    elapsedMs,
    conntrack: combine(before.conntrack, after.conntrack, (old, now) => conntrackRise(old, now, elapsedMs)),
    conntrackEntries: combine(before.conntrackEntries, after.conntrackEntries, Math.max),
    conntrackLimit: combine(before.conntrackLimit, after.conntrackLimit, Math.min),
    udp: combine(before.udp, after.udp, recordRise),
    udp6: combine(before.udp6, after.udp6, recordRise),
    softnet: combine(before.softnet, after.softnet, (old, now) => softnetRise(old, now, elapsedMs)),
    kernel: after.kernel,
    ownUdp: combine(before.ownUdp, after.ownUdp, recordRise),
    ownUdp6: combine(before.ownUdp6, after.ownUdp6, recordRise),
    ownThrottle: combine(before.ownThrottle, after.ownThrottle, recordRise),
  };
}

/** Two readings are comparable when both were read from the same source, and nothing was reset meanwhile. */
function combine<T, R>(
  before: Reading<T>,
  after: Reading<T>,
  rise: (before: T, after: T) => R | undefined,
): Reading<R> {
  if (after.kind === 'absent') return after;
  if (before.kind === 'absent') return before;
  if (before.source !== after.source)
    return absent('unparsable', `the source changed from ${before.source} to ${after.source}`);
  const value = rise(before.value, after.value);
  if (value === undefined)
    return absent('unparsable', 'the counters were reset, or their CPUs changed, meanwhile');
  return read(value, after.source);
}

function conntrackRise(before: ConntrackStats, after: ConntrackStats, elapsedMs: number) {
  const sides = onBothSides<ConntrackCounts>(before.cpus, after.cpus);
  if (before.era !== after.era || sides === undefined) return undefined;
  const counts: { [counter in ConntrackCounter]?: number } = {};
  for (const counter of CONNTRACK_COUNTERS) {
    let total = 0;
    for (const [{ [counter]: from }, { [counter]: to }] of sides) {
      const risen = from === undefined || to === undefined ? Number.NaN : rise32(from, to, elapsedMs);
      if (risen === undefined) return undefined;
      total += risen;
    }
    // A column that one side lacks has no rise.
    if (!Number.isNaN(total)) counts[counter] = total;
  }
  return { era: after.era, counts };
}

function softnetRise(before: SoftnetStats, after: SoftnetStats, elapsedMs: number) {
  const sides = onBothSides(before, after);
  if (sides === undefined) return undefined;
  const total = { processed: 0, dropped: 0, squeezed: 0 };
  for (const [old, now] of sides) {
    const processed = rise32(old.processed, now.processed, elapsedMs);
    const dropped = rise32(old.dropped, now.dropped, elapsedMs);
    const squeezed = rise32(old.squeezed, now.squeezed, elapsedMs);
    if (processed === undefined || dropped === undefined || squeezed === undefined) return undefined;
    total.processed += processed;
    total.dropped += dropped;
    total.squeezed += squeezed;
  }
  return total;
}

/**
 * `undefined` if a CPU came or went: what it counted meanwhile is not known, and a sum over the others would pass for all
 * of it. A text cut between two lines looks the same. No CPU at all: nothing was compared, and nothing is not zero.
 */
function onBothSides<C>(
  before: readonly { readonly cpu: number; readonly counts: C }[],
  after: readonly { readonly cpu: number; readonly counts: C }[],
): [C, C][] | undefined {
  const earlier = new Map(before.map(({ cpu, counts }) => [cpu, counts]));
  const sides = after.flatMap(({ cpu, counts }): [C, C][] => {
    const old = earlier.get(cpu);
    return old === undefined ? [] : [[old, counts]];
  });
  return sides.length > 0 && sides.length === after.length && sides.length === before.length
    ? sides
    : undefined;
}

function recordRise<T extends { readonly [key in keyof T]: number }>(before: T, after: T): T | undefined {
  const rises: [string, number][] = [];
  for (const key of Object.keys(after) as (keyof T & string)[]) {
    const risen = rise64(before[key], after[key]);
    if (risen === undefined) return undefined;
    rises.push([key, risen]);
  }
  // The keys are those of `after`, so the record has its shape.
  return Object.fromEntries(rises) as T;
}
