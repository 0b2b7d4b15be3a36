/** Does a fault still last? Its arms fail now and then, as often as the shares say, until it ends. */

import { type Counts, countsOf, type Trial } from '../history/trial.ts';
import { lastChange } from './change-points.ts';

/** How improbable a time without a failure is if it is unusual: e^3 is 20. A verdict gets no surer in it. */
export const UNUSUAL = 3;
/** The same if the fault may be over: e^4 is 55. Failures that are too few to name a cause no longer hold a verdict then. */
const DOUBTFUL = 4;
/** The same if the fault is over: e^7 is 1,100. */
export const OVER = 7;
/** The same once nothing has failed for LONG_MS: e^4.5 is 90. A fault that hits one probe of seven would be claimed for more than a minute after its end otherwise. */
const OVER_AT_LENGTH = 4.5;
const LONG_MS = 45_000;

/** From which `silence` on the fault is over. `trials` are those since its beginning. */
export function overFrom(trials: readonly Trial[]): number {
  const latestMs = trials.reduce((latest, { atMs }) => Math.max(latest, atMs), Number.NEGATIVE_INFINITY);
  return latestMs - lastTrouble(trials) >= LONG_MS ? OVER_AT_LENGTH : OVER;
}

/**
 * How improbable it would be, if the fault lasted, that nothing has failed since the last failure: the natural logarithm. Infinite if
 * nothing failed at all. `trials` are those since the beginning of the fault. The shares are not known exactly: each trial that
 * works makes the next one that works less surprising (as in a Beta-binomial distribution).
 */
export function silence(trials: readonly Trial[]): number {
  const lastMs = lastTrouble(trials);
  if (lastMs === Number.NEGATIVE_INFINITY) return Number.POSITIVE_INFINITY;
  const before = countsOf(trials.filter(({ atMs }) => atMs <= lastMs));
  const since = countsOf(trials.filter(({ atMs }) => atMs > lastMs));
  return [...since].reduce((sum, [arm, { all }]) => sum + surpriseOf(before.get(arm), all), 0);
}

/**
 * How improbable it is that so many trials of one arm all work. An arm that never failed is not affected. The others count because they failed, so
 * their share is overrated where it rests on one failure: half a failure is left out.
 */
function surpriseOf(before: Counts | undefined, worked: number): number {
  if (before === undefined || before.seen === 0) return 0;
  const failing = before.seen - 0.5;
  const surprises = Array.from(
    { length: worked },
    (_, index) => -Math.log(1 - failing / (before.all + 1 + index)),
  );
  return surprises.reduce((sum, one) => sum + one, 0);
}

/** Do the same arms still fail, and about as often as before? `trials` are those since the beginning of the fault. */
export function lasts(trials: readonly Trial[]): boolean {
  return silence(trials) < DOUBTFUL && !eased(trials);
}

/** Did the share of failures last change to a smaller one? */
function eased(trials: readonly Trial[]): boolean {
  const changed = lastChange(trials);
  if (changed === undefined) return false;
  const before = countsOf(trials.filter(({ atMs }) => atMs < changed));
  const since = trials.filter(({ atMs }) => atMs >= changed);
  const known = since.filter(({ arm }) => before.has(arm));
  const expected = known.reduce((sum, { arm }) => sum + shareOf(before.get(arm)), 0);
  return known.filter(({ troubled }) => troubled).length < expected;
}

function shareOf(counts: Counts | undefined): number {
  return counts === undefined ? 0 : counts.seen / counts.all;
}

/** When the last failure began, by the clock of the trials; minus infinity if nothing failed. */
export function lastTrouble(trials: readonly Trial[]): number {
  return trials.reduce(
    (last, { atMs, troubled }) => (troubled ? Math.max(last, atMs) : last),
    Number.NEGATIVE_INFINITY,
  );
}
