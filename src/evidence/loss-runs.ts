/** Runs of lost queries: queries sent one after the other, of which none was answered. */

import type { PairOutcome } from '../domain/pair.ts';
import { failed } from './tally.ts';

export interface Sent {
  /** Wall clock, milliseconds since the epoch. */
  readonly atMs: number;
  readonly failed: boolean;
}

/** A stretch of time: wall clock, milliseconds since the epoch. */
export interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface LossRuns {
  /** The servers that lost a query. */
  readonly servers: ReadonlySet<string>;
  /** All queries to them, the earliest first. */
  readonly sent: readonly Sent[];
  /** The earliest first; each has one query or more. */
  readonly runs: readonly (readonly Sent[])[];
}

/** Only the servers that lost a query count: the answers of the others would part the runs. `sentBy` gives the queries of a pair that count. */
export function lossRuns(
  pairs: readonly PairOutcome[],
  sentBy: (pair: PairOutcome) => readonly Sent[],
): LossRuns {
  const losing = pairs.filter(({ a, aaaa }) => failed(a) || failed(aaaa));
  const servers = new Set(losing.map(({ server }) => server.address));
  const sent = pairs
    .filter(({ server }) => servers.has(server.address))
    .flatMap(sentBy)
    .toSorted((one, other) => one.atMs - other.atMs);
  return { servers, sent, runs: runsOf(sent) };
}

function runsOf(sent: readonly Sent[]): readonly (readonly Sent[])[] {
  const runs: Sent[][] = [];
  let open: Sent[] = [];
  for (const one of sent) {
    if (one.failed) {
      if (open.length === 0) runs.push(open);
      open.push(one);
    } else open = [];
  }
  return runs;
}

/** The number of queries in these runs. */
export function lengthOf(runs: readonly (readonly Sent[])[]): number {
  return runs.reduce((sum, { length }) => sum + length, 0);
}

/** From the first to the last query of a run. */
export function stretchOf(run: readonly Sent[]): Stretch {
  return { fromMs: run[0]?.atMs ?? 0, untilMs: run.at(-1)?.atMs ?? 0 };
}
