/** What a scripted server's process is told by file. */

import type { Rule } from './behaviour.ts';
import type { Zone } from './zone.ts';

export interface ScriptedPlan {
  readonly listen: readonly string[];
  readonly zone: Zone;
  readonly rules: readonly Rule[];
  /** Where the counters are kept, as JSON; at most `FLUSH_MS` old. */
  readonly counters: string;
  readonly seed: string;
}

/** How old the counters' file may be, milliseconds. */
export const FLUSH_MS = 20;
