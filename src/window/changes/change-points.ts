/**
 * Finds when a fault began or ended: the last moment at which the share of failed probes changed (binary segmentation with a
 * likelihood ratio, Scott and Knott 1974). Evidence counts from that moment on, so that it does not mix healthy and faulty times.
 */

import { type Counts, countsOf, type Trial } from '../history/trial.ts';
import { lastGap } from './gaps.ts';

/**
 * How much more probable a change must make the trials than no change, as a natural logarithm: e^9 is 8,100. With 200 trials in
 * the window, at most two judgements in 1,000 find a change although there is none (the test simulates this).
 */
const CLEARLY = 9;
/** The same where only a part of the time is looked at: there are two such parts, and each may mislead by chance. */
const CLEARLY_IN_A_PART = 10.5;

/**
 * When the share of troubled probes last changed; `undefined` if it never did. Looks at all trials, and then at the last half and
 * the last quarter of the time alone: if two faults lie in the whole time, no single split of it shows the beginning of the second.
 */
export function lastChange(trials: readonly Trial[]): number | undefined {
  return lastChangeBy(trials, CLEARLY, CLEARLY_IN_A_PART);
}

/** How much more probable a change must make the trials to be possible. Chance alone reaches this now and then. */
const POSSIBLY = 5;

/** When the share of troubled probes may have changed last, although that is not clear yet. */
export function possibleChange(trials: readonly Trial[]): number | undefined {
  return lastChangeBy(trials, POSSIBLY, POSSIBLY);
}

function lastChangeBy(trials: readonly Trial[], clearly: number, inAPart: number): number | undefined {
  if (!trials.some(({ troubled }) => troubled)) return undefined;
  const sorted = [...trials].sort((one, other) => one.atMs - other.atMs);
  const [first, last] = [sorted[0]?.atMs ?? 0, sorted.at(-1)?.atMs ?? 0];
  const found = LOOK_BACK.flatMap((share) => {
    const part = sorted.filter(({ atMs }) => atMs >= last - share * (last - first));
    const changed = lastChangeIn(part, share === 1 ? clearly : inAPart);
    return changed === undefined ? [] : [changed];
  });
  return found.length === 0 ? undefined : Math.max(...found);
}

const LOOK_BACK = [1, 0.5, 0.25] as const;

/** Fewer troubled probes may be chance, and then the first of them is no beginning. */
const SEVERAL = 5;

/** When the first troubled trial began; `undefined` if fewer than five were troubled. */
export function firstTrouble(trials: readonly Trial[]): number | undefined {
  const dates = trials.filter(({ troubled }) => troubled).map(({ atMs }) => atMs);
  return dates.length < SEVERAL ? undefined : Math.min(...dates);
}

/** The share of probes that are troubled while all is well: stray losses, and slow answers of a busy machine. */
const STRAYS = 0.02;

/**
 * Did the trouble clearly begin at `atMs`? It did if the probes before it, a few strays among them, are much more probable without the
 * trouble than with the share of each arm since.
 */
export function beganAt(trials: readonly Trial[], atMs: number): boolean {
  const before = countsOf(trials.filter((trial) => trial.atMs < atMs));
  const since = countsOf(trials.filter((trial) => trial.atMs >= atMs));
  const gain = [...since].reduce((sum, [arm, { seen, all }]) => {
    // A little more cautious than the share that was seen: a few trials show little.
    const share = Math.max(STRAYS, seen / (all + 1));
    const then = before.get(arm) ?? { seen: 0, all: 0 };
    const well = (then.all - then.seen) * Math.log((1 - STRAYS) / (1 - share));
    return sum + well + then.seen * Math.log(STRAYS / share);
  }, 0);
  return gain > CLEARLY;
}

/** Only arms with troubled probes count, because arms that always work would hide that the others have recovered. */
function lastChangeIn(trials: readonly Trial[], clearly: number): number | undefined {
  const affected = new Set(trials.filter(({ troubled }) => troubled).map(({ arm }) => arm));
  let stretch = trials.filter(({ arm }) => affected.has(arm));
  let changed: number | undefined;
  for (;;) {
    const split = clearestSplit(stretch, clearly);
    if (split === undefined) return lastGap(stretch, countsOf(stretch), clearly) ?? changed;
    stretch = stretch.slice(split);
    changed = stretch[0]?.atMs;
  }
}

/**
 * The trial before which the share changed most clearly. If one arm always fails and another one half the time, sending the first
 * more often raises the share of all, although nothing has changed. So a change must keep at least half of its likelihood if each
 * arm is compared with its own share.
 */
function clearestSplit(trials: readonly Trial[], clearly: number): number | undefined {
  const shares = sharesOf(trials);
  const whole: Counts = { seen: trials.filter(({ troubled }) => troubled).length, all: trials.length };
  let best: { readonly at: number; readonly gain: number } = { at: 0, gain: clearly };
  let [seen, expected] = [0, 0];
  for (const [index, { atMs, arm, troubled }] of trials.entries()) {
    const before = { seen, all: index };
    // Nothing changes between probes that began at one moment.
    const isPossible = atMs !== trials[index - 1]?.atMs;
    const alike = isPossible ? gainOf(before, whole, (whole.seen * index) / whole.all) : 0;
    const gain = alike > best.gain ? Math.min(alike, 2 * gainOf(before, whole, expected)) : 0;
    if (gain > best.gain) best = { at: index, gain };
    expected += shares.get(arm) ?? 0;
    seen += Number(troubled);
  }
  return best.at === 0 ? undefined : best.at;
}

/** The share of troubled trials of each arm. */
function sharesOf(trials: readonly Trial[]): ReadonlyMap<string, number> {
  return new Map([...countsOf(trials)].map(([arm, { seen, all }]) => [arm, seen / all]));
}

/** How much more probable the trials are if `before` and the rest have different shares than if both are as expected (logarithm). */
function gainOf(before: Counts, whole: Counts, expectedBefore: number): number {
  const after = { seen: whole.seen - before.seen, all: whole.all - before.all };
  return excess(before, expectedBefore) + excess(after, whole.seen - expectedBefore);
}

function excess({ seen, all }: Counts, expected: number): number {
  return part(seen, expected) + part(all - seen, all - expected);
}

function part(seen: number, expected: number): number {
  // Rounding can make a sum of shares slightly negative.
  return seen === 0 ? 0 : seen * Math.log(seen / Math.max(expected, Number.EPSILON));
}
