/** How much a counter rose between two looks at it. */

const WRAP = 2 ** 32;
/** More packets than one CPU can handle in a millisecond: a rise beyond it is a reset, not a wrap. */
const PLAUSIBLE_PER_MS = 10_000;
const SHORTEST_MS = 1000;

/**
 * The rise of a 32-bit counter over `elapsedMs`, or `undefined` when it was reset.
 * A counter that went down has wrapped if that explains it with a plausible number of events.
 */
export function rise32(before: number, after: number, elapsedMs: number): number | undefined {
  const risen = after >= before ? after - before : after - before + WRAP;
  return risen >= 0 && risen <= plausible(elapsedMs) ? risen : undefined;
}

/** The rise of a counter that never wraps (64 bits wide), or `undefined` when it was reset. */
export function rise64(before: number, after: number): number | undefined {
  return after >= before ? after - before : undefined;
}

function plausible(elapsedMs: number): number {
  return Math.min(WRAP / 2, Math.max(SHORTEST_MS, elapsedMs) * PLAUSIBLE_PER_MS);
}
