/**
 * The explanation of a lookup that stalled or failed: what was found out besides the lookup's own queries and waits.
 * The log, the journal and the status page all show this one value.
 */

import type { ArmTally } from './evidence.ts';
import type { FlowSummary } from './flow.ts';
import type { NodeDelta } from './node.ts';
import type { Verdict } from './verdict.ts';

/** The results of one way to ask in the same time. */
export type ArmCount = Pick<
  ArmTally,
  'strategy' | 'target' | 'transport' | 'pairs' | 'oneFailed' | 'bothFailed'
>;

export interface Explanation {
  /** The start of the window of `strategies` and `counters`: wall clock, milliseconds since the epoch. */
  readonly windowStartedAt: number;
  readonly windowMs: number;
  readonly strategies: readonly ArmCount[];
  /** How the node's counters rose in the window. */
  readonly counters: NodeDelta;
  /** The DNS flows of the node's pods in the last minutes; missing where the conntrack table is not read. */
  readonly flows?: FlowSummary;
  /** Always present: if nothing names the cause, the verdict says so. */
  readonly verdict: Verdict;
}
