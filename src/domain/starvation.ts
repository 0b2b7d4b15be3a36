/** Did fivesec itself cause a probe's duration, because its own event loop did not get the CPU? */

/** A stall below a fifth of the duration can't turn a quick answer into a slow one. */
const SHARE = 0.2;

/**
 * True if the longest stall of the event loop covers a fifth of the probe's duration or more. Then the duration, or that an
 * answer was late, says nothing about DNS. A timeout still does: it is declared only after the socket was drained
 * (platform/clock.ts), so a `timed-out` query is a fact even if the probe was starved.
 */
export function starved(probe: { readonly durationMs: number; readonly starvedMs: number }): boolean {
  return probe.starvedMs > 0 && probe.starvedMs >= SHARE * probe.durationMs;
}
