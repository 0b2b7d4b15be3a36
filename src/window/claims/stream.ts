/** What was measured, as far as a standing verdict needs it. All times are monotonic milliseconds. */

import type { CounterOf } from '../../compare/counts/counters.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Rise } from '../changes/still-counter.ts';
import type { Trial } from '../history/trial.ts';

export interface Stream {
  readonly nowMs: number;
  trialsSince(sinceMs: number): readonly Trial[];
  evidenceSince(sinceMs: number): Evidence;
  /** The parts of that time that may show another fault than the whole does. */
  partsSince(sinceMs: number): readonly Evidence[];
  /** The steps between two readings of the node's counters, oldest first. */
  risesSince(sinceMs: number, counter: CounterOf): readonly Rise[];
}
