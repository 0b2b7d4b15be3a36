/**
 * What was found out about a lookup that stalled or failed, beside what the lookup itself tells (its queries, its waits): one
 * value, which the log, the journal and the status page tell alike.
 */

import type { ArmTally } from './evidence.ts';
import type { NodeDelta } from './node.ts';
import type { Verdict } from './verdict.ts';

/** How one way to ask fared in the same time. */
export type ArmCount = Pick<
  ArmTally,
  'strategy' | 'target' | 'transport' | 'pairs' | 'oneFailed' | 'bothFailed'
>;

export interface Explanation {
  /** Wall clock, milliseconds since the epoch: where the time begins that strategies and counters are of. */
  readonly windowStartedAt: number;
  readonly windowMs: number;
  readonly strategies: readonly ArmCount[];
  /** What the node's counters did meanwhile. */
  readonly counters: NodeDelta;
  /** There is always one: that nothing names the cause is said, too. */
  readonly verdict: Verdict;
}
