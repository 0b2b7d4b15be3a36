/** Passes fivesec's own outcomes to the watch over flows, which looks for their entries, and the fates to who judges. */

import type { OwnFates } from '../domain/flow.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { PairOutcome } from '../domain/pair.ts';
import type { Reading } from '../domain/reading.ts';
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

/** The port by which a window asks for the fates of fivesec's own queries; empty without `flows`. */
export function fatesFrom(flows: Pick<FlowWatch, 'fates'> | undefined): {
  readonly fates?: (sinceMs: number) => Reading<OwnFates>;
} {
  return flows === undefined ? {} : { fates: (sinceMs) => flows.fates(sinceMs) };
}
