/** Passes fivesec's own outcomes to the watch over flows, which looks for their entries, and the fates to who judges. */

import type { OwnFates } from '../domain/flow.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { PairOutcome } from '../domain/pair.ts';
import type { Reading } from '../domain/reading.ts';
import type { FlowWatch } from './flow-watch.ts';

interface Source {
  listen(listener: { lookup(outcome: LookupOutcome): void; pair(outcome: PairOutcome): void }): void;
}

/**
 * `startMsOf`: when a probe began, on the monotonic clock. Without `flows` this does nothing. A lost query has the table read soon: its entry
 * may end before the next step.
 */
export function listenForFlows(
  source: Source,
  startMsOf: (outcome: LookupOutcome | PairOutcome) => number,
  flows: Pick<FlowWatch, 'lookup' | 'pair' | 'hasOpenLosses' | 'step'> | undefined,
): void {
  if (flows === undefined) return;
  const stepIfLost = () => {
    if (flows.hasOpenLosses) void flows.step();
  };
  source.listen({
    lookup(outcome) {
      flows.lookup(outcome, startMsOf(outcome));
      stepIfLost();
    },
    pair(outcome) {
      flows.pair(outcome, startMsOf(outcome));
      stepIfLost();
    },
  });
}

/** The port by which a window asks for the fates of fivesec's own queries; empty without `flows`. */
export function fatesFrom(flows: Pick<FlowWatch, 'fates'> | undefined): {
  readonly fates?: (sinceMs: number) => Reading<OwnFates>;
} {
  return flows === undefined ? {} : { fates: (sinceMs) => flows.fates(sinceMs) };
}
