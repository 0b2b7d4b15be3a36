/** How much a counter rose between two readings of it. */

const WRAP = 2 ** 32;
/** More packets than one CPU can handle in a millisecond. A faster rise is a reset, not a wrap. */
const PLAUSIBLE_PER_MS = 10_000;
const SHORTEST_MS = 1000;

/** The rise of one counter over `elapsedMs`, or `undefined` when it was reset. */
export type Rise = (before: number, after: number, elapsedMs: number) => number | undefined;

/**
 * The rise of a 32-bit counter. A counter that went down has wrapped if a plausible number of events explains that.
 */
export const rise32: Rise = (before, after, elapsedMs) => {
  const risen = after >= before ? after - before : after - before + WRAP;
  return risen >= 0 && risen <= plausible(elapsedMs) ? risen : undefined;
};

/** The rise of a counter that never wraps (64 bits wide). */
export function rise64(before: number, after: number): number | undefined {
  return after >= before ? after - before : undefined;
}

/** The rise of an `unsigned long` of the kernel: it wraps at 2^32 on 32-bit machines, and never on others. */
export const riseLong: Rise = (before, after, elapsedMs) =>
  after < before && before < WRAP ? rise32(before, after, elapsedMs) : rise64(before, after);

function plausible(elapsedMs: number): number {
  return Math.min(WRAP / 2, Math.max(SHORTEST_MS, elapsedMs) * PLAUSIBLE_PER_MS);
}
