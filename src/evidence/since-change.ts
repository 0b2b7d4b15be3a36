/** What a standing socket met since the set of DNS pods changed: from when its pod is gone, all of its pairs fail. */

import type { PairOutcome } from '../domain/pair.ts';
import { failed } from './tally.ts';

/**
 * How many of these pairs failed in a row, up to the last one that was sent, and after `changedAt` (milliseconds since the epoch). Few of them are
 * many: one socket sends a pair only when the last one has ended.
 */
export function failedInARow(pairs: readonly PairOutcome[], changedAt: number): number {
  const since = pairs
    .filter(
      ({ startedAt, a, aaaa }) => startedAt >= changedAt && a.kind !== 'aborted' && aaaa.kind !== 'aborted',
    )
    .toSorted((one, other) => one.startedAt - other.startedAt);
  const answered = since.findLastIndex(({ a, aaaa }) => !failed(a) && !failed(aaaa));
  return since.length - 1 - answered;
}
