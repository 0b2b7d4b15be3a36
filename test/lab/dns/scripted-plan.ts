/** What the file for a scripted server's process contains. */

import type { Rule } from './behaviour.ts';
import type { Zone } from './zone.ts';

export interface ScriptedPlan {
  readonly listen: readonly string[];
  readonly zone: Zone;
  readonly rules: readonly Rule[];
  /** The file of the counters: JSON of `Counted`, written every `FLUSH_MS`. */
  readonly counters: string;
  readonly seed: string;
}

/** The interval at which the counters' file is written, milliseconds. */
export const FLUSH_MS = 20;

export interface Counted {
  /** The time of the count, by the machine's clock in milliseconds. Everything before it is counted. */
  readonly at: number;
  readonly counters: Readonly<Record<string, number>>;
}
