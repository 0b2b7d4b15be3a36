/** A row of the table of kernel readings (kernel/readings.ts). */

import type { Reading } from '../domain/reading.ts';
import type { RunTool } from './conntrack-tool.ts';
import type { Several } from './counts.ts';
import type { Difference } from './difference.ts';
import type { Parser } from './parse.ts';

/** A directory: the node's `net` of procfs, the agent's own, `/proc/sys`, or the root of the agent's cgroup. */
export type Place = 'node-net' | 'own-net' | 'sysctl' | 'own-cgroup';

/** The source of a value in a snapshot. */
export interface ReadingSource<S> {
  /** Its label value in `fivesec_evidence_source_info`; absent if another reading of the same file has one. */
  readonly label?: string;
  /** A description for people. */
  readonly about: string;
  /** Why a healthy node may not have it. The chart's alert on absent evidence ignores such readings. */
  readonly mayBeMissing?: string;
  readonly place: Place;
  /** Paths below the place. The first that can be read is used. */
  readonly files: readonly [string, ...string[]];
  readonly parse: Parser<S>;
  /** Used if the node's procfs has no such file and this process runs in the node's network namespace. */
  readonly tool?: (run: RunTool) => Promise<Reading<S>>;
}

/** `S` is the value in a snapshot, `D` the value in a delta. */
export interface ReadingRow<S, D> extends ReadingSource<S> {
  readonly difference: Difference<S, D>;
  /** Combines consecutive deltas into one. */
  readonly sum: (deltas: Several<D>) => D;
}
