/**
 * Finds the times of a fault that comes and goes: stretches that hold all failures, with times between them in which everything works.
 * Mixed with these times, the failures of one DNS pod look like those of a network that loses a share of all packets.
 */

import type { Stretch } from '../../evidence/loss-runs.ts';
import { logChoose } from '../../statistics/binomial.ts';
import { type Counts, countsOf, type Trial } from '../history/trial.ts';

/** Failures that are further apart belong to different stretches. */
const PAUSE_MS = 15_000;
/** One stretch is the beginning or the end of a fault, which `change-points.ts` finds. */
const FEWEST_STRETCHES = 2;
/**
 * How much more probable the stretches must make the trials than one share for the whole time, as a natural logarithm: e^2 is 7. The number of
 * ways to choose as many stretches counts against them.
 */
const PROBABLY = 2;

/** The stretches, the earliest first: milliseconds since the epoch, as the trials. Empty if the failures are spread over the time. */
export function badTimes(trials: readonly Trial[]): readonly Stretch[] {
  const affected = countsOf(trials.filter(({ troubled }) => troubled));
  const own = trials.filter(({ arm }) => affected.has(arm));
  const stretches = clusters(own.filter(({ troubled }) => troubled).map(({ atMs }) => atMs));
  if (stretches.length < FEWEST_STRETCHES) return [];
  const within = own.filter(({ atMs }) =>
    stretches.some(({ fromMs, untilMs }) => atMs >= fromMs && atMs <= untilMs),
  );
  const seen = own.filter(({ troubled }) => troubled).length;
  const gain = gainOf({ seen, all: within.length }, own.length);
  return gain - logChoose(own.length, 2 * stretches.length) >= PROBABLY ? stretches : [];
}

function clusters(dates: readonly number[]): readonly Stretch[] {
  const found: { fromMs: number; untilMs: number }[] = [];
  for (const atMs of dates.toSorted((one, other) => one - other)) {
    const last = found.at(-1);
    if (last !== undefined && atMs - last.untilMs <= PAUSE_MS) last.untilMs = atMs;
    else found.push({ fromMs: atMs, untilMs: atMs });
  }
  return found;
}

/** How much more probable the trials are if all failures lie `within` than with one share for `all` trials (logarithm). */
function gainOf(within: Counts, all: number): number {
  const { seen } = within;
  return logLikelihood(seen, within.all) - logLikelihood(seen, all);
}

function logLikelihood(seen: number, all: number): number {
  return part(seen, all) + part(all - seen, all);
}

function part(count: number, all: number): number {
  return count === 0 ? 0 : count * Math.log(count / all);
}
