/** Did fivesec itself cause a probe's duration, because its own event loop did not get the CPU? */

import { type LookupOutcome, SLOW_LOOKUP_MS } from './lookup.ts';
import { waitedInVain } from './outcome.ts';

/** A stall below a fifth of the duration can't turn a quick answer into a slow one. */
const SHARE = 0.2;
/** A failed query was waited for. Only a stall of nearly the whole wait can have made it fail, such as of a TCP handshake. */
const FAILED_SHARE = 0.75;

interface Timed {
  readonly durationMs: number;
  readonly starvedMs: number;
}

/**
 * True if the longest stall of the event loop covers a fifth of the probe's duration or more. Then the duration, or that an
 * answer was late, shows nothing about DNS. A timeout still does: it is declared only after the socket was drained
 * (platform/clock.ts), so a `timed-out` query is a fact even if the probe was starved.
 */
export function starved(probe: Timed): boolean {
  return probe.starvedMs > 0 && probe.starvedMs >= SHARE * probe.durationMs;
}

/** Could the stall have made a query of this probe fail? */
export function starvedOfAnswers(probe: Timed): boolean {
  return probe.starvedMs > 0 && probe.starvedMs >= FAILED_SHARE * probe.durationMs;
}

/**
 * Does fivesec's own stall explain how this lookup ended? An error code is never explained. A failed query is if the stall covers
 * nearly the whole lookup. A slow lookup is if it would have been quick without the stall.
 */
export function stallExplains(lookup: LookupOutcome): boolean {
  const { durationMs, starvedMs, queries, result } = lookup;
  if (!starved(lookup) || result === 'server-failure') return false;
  const isFailed = queries.some(({ outcome }) => waitedInVain(outcome) || outcome.kind === 'unreachable');
  if (isFailed) return starvedOfAnswers(lookup);
  return durationMs < SLOW_LOOKUP_MS || durationMs - starvedMs < SLOW_LOOKUP_MS;
}
