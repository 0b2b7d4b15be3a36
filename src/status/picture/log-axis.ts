/** A logarithmic axis of durations, from top to bottom: a factor of ten is the same distance everywhere. */

export interface LogAxis {
  /** The distance from the top for a duration in milliseconds, in pixels; durations outside the axis are put at its ends. */
  readonly y: (ms: number) => number;
  /** Powers of ten on the axis, in milliseconds, ascending. */
  readonly decades: readonly number[];
  readonly height: number;
}

/** Never narrower than this: the bands of 2.5 s and 5 s are always on it. */
const LOWEST_MS = 1;
const HIGHEST_MS = 10_000;
const TINIEST_MS = 0.01;

/** An axis of `height` pixels on which every duration has its place. */
export function logAxis(durationsMs: readonly number[], height: number): LogAxis {
  const known = durationsMs.filter((ms) => Number.isFinite(ms) && ms > 0);
  const smallest = known.reduce((one, other) => Math.min(one, other), LOWEST_MS);
  const largest = known.reduce((one, other) => Math.max(one, other), HIGHEST_MS);
  const low = Math.floor(Math.log10(Math.max(TINIEST_MS, smallest)));
  const high = Math.ceil(Math.log10(largest));
  const y = (ms: number) => {
    const place = (Math.log10(Math.max(ms, TINIEST_MS)) - low) / (high - low);
    return round(height * (1 - Math.min(1, Math.max(0, place))));
  };
  const decades = Array.from({ length: high - low + 1 }, (_, step) => 10 ** (low + step));
  return { y, decades, height };
}

/** One decimal is enough for a pixel, and keeps the page small. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
