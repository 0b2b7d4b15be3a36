/** What the file for a scripted server's process contains. */

import type { Rule } from './behaviour.ts';
import type { Zone } from './zone.ts';

export interface ScriptedPlan {
  readonly listen: readonly string[];
  readonly zone: Zone;
  readonly rules: readonly Rule[];
  /** Where the counters are kept, as JSON of `Counted`; written anew every `FLUSH_MS`. */
  readonly counters: string;
  readonly seed: string;
}

/** How often the counters' file is written, milliseconds. */
export const FLUSH_MS = 20;

export interface Counted {
  /** When, by the machine's clock in milliseconds: what happened before is counted. */
  readonly at: number;
  readonly counters: Readonly<Record<string, number>>;
}
