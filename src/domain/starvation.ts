/** Was a probe's duration made by fivesec itself, because its own event loop did not get the CPU? */

/** A stall below a fifth of the duration can't turn a quick answer into a slow one. */
const SHARE = 0.2;

/**
 * True if the longest stall of the event loop covers a fifth of the probe's duration or more: then how long it took,
 * and whether an answer was late, says nothing about DNS. Silence still does: a timeout is declared only after the
 * socket was drained (platform/clock.ts), so a `timed-out` query is a fact, starved or not.
 */
export function starved(probe: { readonly durationMs: number; readonly starvedMs: number }): boolean {
  return probe.starvedMs > 0 && probe.starvedMs >= SHARE * probe.durationMs;
}
