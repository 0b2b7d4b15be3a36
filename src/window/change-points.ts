/**
 * Finds when a fault began or ended: the last moment at which the share of troubled probes changed (binary segmentation with a
 * likelihood ratio, Scott and Knott 1974). Evidence is weighed since that moment, so that it does not mix well and ill.
 */

/** One probe: when it began (monotonic milliseconds), which way it asked, and whether it failed, was late or slow. */
export interface Trial {
  readonly atMs: number;
  readonly way: string;
  readonly troubled: boolean;
}

/**
 * How much more probable a change must make the trials than no change, as a natural logarithm: e^9 is 8,100. With 200 trials in
 * the window, at most one judgement in 1,000 finds a change that is none (`bench` simulates it).
 */
const CLEARLY = 9;

/**
 * When the last stretch began in which the share of troubled probes stayed the same; `undefined` if it never changed. Only ways
 * to ask that had trouble count: those that are always well would hide that the others have recovered.
 */
export function lastChange(trials: readonly Trial[]): number | undefined {
  const affected = new Set(trials.filter(({ troubled }) => troubled).map(({ way }) => way));
  const ordered = trials.filter(({ way }) => affected.has(way)).sort((one, other) => one.atMs - other.atMs);
  let begin = 0;
  let changed: number | undefined;
  for (;;) {
    const split = clearestSplit(ordered.slice(begin));
    if (split === undefined) return changed;
    begin += split;
    changed = ordered[begin]?.atMs;
  }
}

/** Before which trial the share changed most clearly. */
function clearestSplit(trials: readonly Trial[]): number | undefined {
  const total = trials.filter(({ troubled }) => troubled).length;
  const unchanged = logLikelihood(total, trials.length);
  let best: { readonly at: number; readonly gain: number } = { at: 0, gain: CLEARLY };
  let before = 0;
  for (const [index, trial] of trials.entries()) {
    const gain =
      logLikelihood(before, index) + logLikelihood(total - before, trials.length - index) - unchanged;
    if (gain > best.gain) best = { at: index, gain };
    before += Number(trial.troubled);
  }
  return best.at === 0 ? undefined : best.at;
}

/** Of `troubled` trials out of `all`, under the share that makes them most probable. */
function logLikelihood(troubled: number, all: number): number {
  return part(troubled, all) + part(all - troubled, all);
}

function part(count: number, all: number): number {
  return count === 0 ? 0 : count * Math.log(count / all);
}
