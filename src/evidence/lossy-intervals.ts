/**
 * Sorts the steps between snapshots by whether one of fivesec's queries was lost in them. A node's counters also rise for other
 * reasons. So a counter that explains our losses must rise more in these steps than in the others.
 */

import type { LossyIntervals } from '../domain/evidence.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { NodeDelta } from '../domain/node.ts';
import type { QueryOutcome } from '../domain/outcome.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { sumDeltas } from './sum-deltas.ts';

/** The kernel drops a packet immediately after the send, and reading a snapshot takes a few milliseconds. */
const SLACK_MS = 20;

export function lossTimes(pairs: readonly PairOutcome[], lookups: readonly LookupOutcome[]): number[] {
  const sent = (startedAt: number, query: QueryOutcome) =>
    query.kind === 'timed-out' && query.transport === 'udp' ? [startedAt + query.sentAtMs] : [];
  return [
    ...pairs.flatMap(({ startedAt, a, aaaa }) => [...sent(startedAt, a), ...sent(startedAt, aaaa)]),
    ...lookups.flatMap(({ startedAt, queries }) =>
      queries.flatMap(({ outcome }) => sent(startedAt, outcome)),
    ),
  ];
}

/**
 * Long enough for a background. Once a loss is long ago the fault may be over, and other pods' traffic no longer raises the counter either.
 * Such quiet steps would make the same rise look the more unusual, the longer nothing happens.
 */
const ENOUGH_MS = 60_000;

/**
 * `before` are steps from before the window: they belong to the background. The quiet steps after the last loss do so only until the background
 * is long enough: as long as the time with losses, and ENOUGH_MS.
 */
export function splitByLoss(
  steps: readonly NodeDelta[],
  before: readonly NodeDelta[],
  lossTimesMs: readonly number[],
): { readonly lossy: LossyIntervals; readonly baseline: NodeDelta } {
  const lossy = steps.filter((step) => lossTimesMs.some((at) => covers(step, at)));
  const quiet = steps.filter((step) => !lossy.includes(step));
  const failed = lossTimesMs.filter((at) => lossy.some((step) => covers(step, at))).length;
  return {
    lossy: { delta: sumDeltas(lossy), failed },
    // Without a loss nothing is compared with it, and it is the longest sum of all.
    baseline: sumDeltas(failed === 0 ? [] : background([...before, ...quiet], lossy)),
  };
}

/** The steps of `quiet` until the last loss, and as many after it as make them long enough. */
function background(quiet: readonly NodeDelta[], lossy: readonly NodeDelta[]): readonly NodeDelta[] {
  const last = lossy.at(-1);
  if (last === undefined) return quiet;
  const enoughMs = Math.max(ENOUGH_MS, lengthOf(lossy));
  let lengthMs = 0;
  return quiet.filter(({ startedAt, elapsedMs }) => {
    if (startedAt > last.startedAt && lengthMs >= enoughMs) return false;
    lengthMs += elapsedMs;
    return true;
  });
}

function lengthOf(steps: readonly NodeDelta[]): number {
  return steps.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0);
}

/** Was a query that was sent at `at` sent in this step? Both are milliseconds since the epoch. */
export function covers({ startedAt, elapsedMs }: NodeDelta, at: number): boolean {
  return at >= startedAt - SLACK_MS && at <= startedAt + elapsedMs + SLACK_MS;
}
