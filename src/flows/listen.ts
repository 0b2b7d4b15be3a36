/** Passes fivesec's own outcomes to the watch over flows, which looks for their entries. */

import type { LookupOutcome } from '../domain/lookup.ts';
import type { PairOutcome } from '../domain/pair.ts';
import type { FlowWatch } from './flow-watch.ts';

interface Source {
  listen(listener: { lookup(outcome: LookupOutcome): void; pair(outcome: PairOutcome): void }): void;
}

/** `startMsOf`: when a probe began, on the monotonic clock. Without `flows` this does nothing. */
export function listenForFlows(
  source: Source,
  startMsOf: (outcome: LookupOutcome | PairOutcome) => number,
  flows: Pick<FlowWatch, 'lookup' | 'pair'> | undefined,
): void {
  if (flows === undefined) return;
  source.listen({
    lookup: (outcome) => flows.lookup(outcome, startMsOf(outcome)),
    pair: (outcome) => flows.pair(outcome, startMsOf(outcome)),
  });
}
