/**
 * Finds the patterns that explain the losses: one alone, or two at once if no single one does. Bayes' rule compares them, each
 * at its most probable parameters and with a flat prior over the values. Each pattern is also tested against every arm.
 */

import { type Ask, lostPairs } from './ask.ts';
import { type Fit, fitNone, fitOne, improved, startTwo, type Weighed, weighed } from './fit.ts';
import { type Misfit, misfits } from './misfit.ts';
import { blamesPods, type Pattern, type PatternId } from './pattern.ts';
import { silentPods } from './pod-sets.ts';
import { UNAFFECTED } from './prediction.ts';

export interface Hypothesis extends Fit {
  /** The probability, 0 to 1; those of all hypotheses add up to 1. */
  readonly posterior: number;
  /** The losses that it does not explain. */
  readonly misfits: readonly Misfit[];
}

/** A possible pattern, and its prior probability relative to the others. */
export interface Candidate {
  readonly pattern: Pattern;
  readonly weight: number;
}

export const NOTHING_LOST: Pattern = {
  id: 'nothing-lost',
  words: 'nothing is lost, except for single stray queries',
  axes: [],
  predict: () => UNAFFECTED,
};

/**
 * Patterns that show where queries are lost, and not why. Two faults at once may look like one of them: they are tried even if such a pattern
 * fits.
 */
const PLACE_ONLY: readonly PatternId[] = ['loss-behind-vip', 'new-flows-lost', 'new-flows-by-vip-lost'];

/** The prior weight of "nothing lost": most minutes are healthy. */
const WEIGHT_OF_NOTHING = 20;
/** The prior weight of two faults at once, which are rare. */
const WEIGHT_OF_A_SECOND = 0.02;
/** The number of patterns that fit best alone: each of them is combined with each of the others. */
const FIRST_OF_TWO = 5;
/** The number of combinations whose parameters are improved: those with the best first fits. The others are left out. */
const IMPROVED = 10;

/** Most probable first. */
export function explain(arms: readonly Ask[], candidates: readonly Candidate[]): readonly Hypothesis[] {
  // The arms with most losses first: they show soonest that values do not fit.
  const asks = [...arms].sort((one, other) => lostPairs(other) - lostPairs(one)).map(weighed);
  const none = judged(asks, fitNone(asks, NOTHING_LOST), WEIGHT_OF_NOTHING);
  if (arms.every((ask) => lostPairs(ask) === 0)) return normalised([none]);
  const single = candidates.map(({ pattern, weight }) => judged(asks, fitOne(asks, pattern), weight));
  const best = bestOf([none, ...single]);
  const isEnough = best.misfits.length === 0 && best.patterns.every(({ id }) => !PLACE_ONLY.includes(id));
  const double = isEnough ? [] : inTwos(asks, single);
  const all = [none, ...single, ...double];
  return normalised(bestOf(all).misfits.length > 0 ? [...all, ...besideGone(asks, single)] : all);
}

function bestOf(all: readonly Judged[]): Judged {
  return all.reduce((one, other) => (other.score > one.score ? other : one));
}

/**
 * Two faults at once beside DNS pods that answer nothing, and to which the VIP does not lead: an old list names such pods, and that is no fault of
 * its own. Tried only if nothing else fits.
 */
function besideGone(asks: readonly Weighed[], single: readonly Judged[]): readonly Judged[] {
  const gone = silentPods(asks);
  const idle = single.find(
    ({ patterns: [own] }) => own?.id === 'idle-pods-fail' && isSame(own.addresses, gone),
  );
  if (idle === undefined) return [];
  const rest = asks.filter(({ target }) => target.kind !== 'endpoint' || !gone.includes(target.address));
  const others = single.flatMap(({ patterns: [own], weight }) =>
    own === undefined || own.addresses?.some((address) => gone.includes(address))
      ? []
      : [judged(rest, fitOne(rest, own), weight)],
  );
  return inTwos(rest, others).map((two) =>
    judged(asks, startTwo(asks, idle, two), idle.weight * two.weight * WEIGHT_OF_A_SECOND),
  );
}

/** The DNS pods that a fit says fail. */
function podsBlamedBy({ patterns }: Fit): readonly string[] {
  return patterns.flatMap(({ id, addresses = [] }) => (blamesPods(id) ? addresses : []));
}

/** If every DNS pod loses queries, they have a common reason. That all of them fail independently at once is improbable. */
function blamesEveryPod(asks: readonly Weighed[], ...fits: readonly Fit[]): boolean {
  const pods = fits.map(podsBlamedBy);
  if (pods.some((some) => some.length === 0)) return false;
  const blamed = pods.flat();
  return asks.every(({ target }) => target.kind !== 'endpoint' || blamed.includes(target.address));
}

/** Do both say that the same DNS pod fails? It fails in one way, via the VIP as when asked directly. */
function blameTheSamePod(one: Fit, other: Fit): boolean {
  const pods = podsBlamedBy(one);
  return podsBlamedBy(other).some((address) => pods.includes(address));
}

/** A limit on the rate leaves each arm so much freedom that with a second pattern it fits nearly all losses. */
function explainsAnything(one: Fit, other: Fit): boolean {
  return (
    one.patterns.some(({ id }) => id === 'loss-above-a-rate' || id === 'loss-by-vip-above-a-rate') &&
    other.patterns.some(({ id }) => id !== 'idle-pods-fail')
  );
}

interface Judged extends Fit {
  readonly weight: number;
  readonly score: number;
  readonly misfits: readonly Misfit[];
}

function weighted(fit: Fit, weight: number): Omit<Judged, 'misfits'> {
  return { ...fit, weight, score: fit.logLikelihood + Math.log(weight) - costOf(fit) };
}

function judged(asks: readonly Weighed[], fit: Fit, weight: number): Judged {
  return { ...weighted(fit, weight), misfits: misfits(asks, fit) };
}

/** The prior over the values of an axis is flat. So a pattern with more values gives less probability to each. */
function costOf({ patterns }: Fit): number {
  return patterns.flatMap(({ axes }) => axes).reduce((sum, axis) => sum + Math.log(axis.length), 0);
}

function inTwos(asks: readonly Weighed[], single: readonly Judged[]): readonly Judged[] {
  const sorted = [...single].sort((one, other) => other.score - one.score);
  // A failing pod to which the VIP does not lead explains little alone, and does not hide the other fault.
  const best = sorted.filter(
    ({ patterns }, place) => place < FIRST_OF_TWO || patterns[0]?.id === 'idle-pods-fail',
  );
  const starts = best.flatMap((one, index) =>
    single
      .filter((other) => !best.slice(0, index + 1).includes(other) && !blamesEveryPod(asks, one, other))
      .filter((other) => !explainsAnything(one, other) && !explainsAnything(other, one))
      .filter((other) => !blameTheSamePod(one, other))
      .map((other) => weighted(startTwo(asks, one, other), one.weight * other.weight * WEIGHT_OF_A_SECOND)),
  );
  const found = starts
    .sort((one, other) => other.score - one.score)
    .slice(0, IMPROVED)
    .map((start) => judged(asks, improved(asks, start), start.weight));
  return [...found, ...ifIdle(asks, found, single)];
}

/**
 * The best combination in which pods fail, with the same pods idle: the VIP does not lead there, and the other fault explains all that the VIP
 * loses. From its own first fit it rarely gets among the best: without improvement, neither of its two patterns explains that.
 */
function ifIdle(
  asks: readonly Weighed[],
  found: readonly Judged[],
  single: readonly Judged[],
): readonly Judged[] {
  const [best] = found
    .filter(({ patterns }) => patterns.some(({ id }) => id === 'pods-fail'))
    .sort((one, other) => other.score - one.score);
  const place = best?.patterns.findIndex(({ id }) => id === 'pods-fail') ?? 0;
  const [pods, other] = [best?.patterns[place], best?.patterns[1 - place]];
  const idle = single.find(
    ({ patterns: [own] }) => own?.id === 'idle-pods-fail' && isSame(own.addresses, pods?.addresses),
  );
  const beside = single.find(({ patterns: [own] }) => own === other);
  if (best === undefined || idle === undefined || beside === undefined) return [];
  if (
    found.some(({ patterns }) =>
      [idle, beside].every(({ patterns: [own] }) => patterns.some((one) => one === own)),
    )
  )
    return [];
  const values = best.values[place]?.slice(0, idle.patterns[0]?.axes.length) ?? [];
  const start = startTwo(
    asks,
    { ...idle, values: [values] },
    { ...beside, values: [best.values[1 - place] ?? []] },
  );
  return [judged(asks, improved(asks, start), idle.weight * beside.weight * WEIGHT_OF_A_SECOND)];
}

function isSame(some: readonly string[] = [], others: readonly string[] = []): boolean {
  return some.length === others.length && some.every((address) => others.includes(address));
}

function normalised(all: readonly Judged[]): readonly Hypothesis[] {
  const most = Math.max(...all.map(({ score }) => score));
  const total = all.reduce((sum, { score }) => sum + Math.exp(score - most), 0);
  return all
    .map(({ score, patterns, values, logLikelihood, misfits: found }) => {
      return { patterns, values, logLikelihood, misfits: found, posterior: Math.exp(score - most) / total };
    })
    .sort((one, other) => other.posterior - one.posterior);
}
