/** Compares two observed runs. Pure. */

import type { Observed, Query } from './observed.ts';

/** The largest difference of gaps and of durations that counts as alike, milliseconds. */
export const TOLERANCE_MS = 50;

export interface Comparison {
  /** The differences, as sentences; empty if there are none. */
  readonly differences: readonly string[];
  /** The largest difference of a gap between two queries, milliseconds. */
  readonly gapMs: number;
  /** Of the durations, milliseconds. */
  readonly durationMs: number;
}

/** `real` is the C library's run, `ours` the one that is compared with it. */
export function compare(real: Observed, ours: Observed): Comparison {
  const gaps = gapsOf(real.queries).map((gap, index) =>
    Math.abs(gap - (gapsOf(ours.queries)[index] ?? Number.POSITIVE_INFINITY)),
  );
  const gapMs = Math.max(0, ...gaps);
  const durationMs = Math.abs(real.durationMs - ours.durationMs);
  const theirs = real.queries.map(inWords);
  const own = ours.queries.map(inWords);
  const firstOther = theirs.findIndex((query, index) => query !== own[index]);
  const otherBytes = real.queries.findIndex(({ afterId }, index) => afterId !== ours.queries[index]?.afterId);
  const differences = [
    ...(theirs.length === own.length ? [] : [`${theirs.length} queries, ours ${own.length}`]),
    ...(firstOther < 0
      ? []
      : [`query ${firstOther + 1} is ${theirs[firstOther]}, ours ${own[firstOther] ?? 'none'}`]),
    ...(firstOther < 0 && otherBytes >= 0
      ? [
          `the bytes of query ${otherBytes + 1} are ${real.queries[otherBytes]?.afterId}, ours ${ours.queries[otherBytes]?.afterId ?? 'none'}`,
        ]
      : []),
    ...(gapMs > TOLERANCE_MS && theirs.length === own.length
      ? [`a gap differs by ${gapMs.toFixed(0)} ms`]
      : []),
    ...(durationMs > TOLERANCE_MS
      ? [`it took ${real.durationMs.toFixed(0)} ms, ours ${ours.durationMs.toFixed(0)} ms`]
      : []),
    ...(real.result === ours.result ? [] : [`the result is ${real.result}, ours ${ours.result}`]),
    ...(sameAddresses(real, ours)
      ? []
      : [`the addresses are ${real.addresses.join(' ')}, ours ${ours.addresses.join(' ')}`]),
  ];
  return { differences, gapMs, durationMs };
}

/** `A web.default.svc.cluster.local to server 1 by udp socket 1`. */
export function inWords({ qtype, name, server, transport, socket }: Query): string {
  return `${qtype} ${name} to server ${server + 1} by ${transport} socket ${socket + 1}`;
}

function gapsOf(queries: readonly Query[]): readonly number[] {
  return queries.slice(1).map((query, index) => query.atMs - (queries[index]?.atMs ?? 0));
}

function sameAddresses(one: Observed, other: Observed): boolean {
  return one.addresses.toSorted().join() === other.addresses.toSorted().join();
}
