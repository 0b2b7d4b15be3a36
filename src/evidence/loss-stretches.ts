/** Finds losses that come in stretches of time: for a while nothing is answered, and before and after it everything is. */

import type { LossStretches } from '../domain/evidence.ts';
import type { QueryOutcome } from '../domain/outcome.ts';
import { type PairOutcome, QUERIES_OF_A_PAIR } from '../domain/pair.ts';
import { quantile } from '../statistics/tests.ts';
import { lengthOf, lossRuns, type Sent, stretchOf } from './loss-runs.ts';
import { failed } from './tally.ts';

/** Fewer lost queries in a row may be two or three pairs that chance has put together. */
const FEWEST_IN_A_ROW = 6;
const FEWEST_STRETCHES = 2;
/** Losses that come in stretches lie nearly all within them. Where single queries are lost, such runs hold a small part. */
const LEAST_WITHIN = 0.8;
/** The runs of losses are fewer than this part of those that chance makes of as many lost pairs. Where most pairs are lost, chance makes long runs too. */
const FEW_RUNS = 0.25;

/** `undefined` where losses are spread over the time, or too few. Only UDP counts: TCP repeats what is lost. */
export function lossStretches(pairs: readonly PairOutcome[]): LossStretches | undefined {
  const udp = pairs.filter(({ transport, a, aaaa }) => transport === 'udp' && isSent(a) && isSent(aaaa));
  const { sent, runs } = lossRuns(udp, sentBy);
  const stretches = runs.filter((run) => run.length >= FEWEST_IN_A_ROW);
  const [all, within] = [lengthOf(runs), lengthOf(stretches)];
  if (stretches.length < FEWEST_STRETCHES || within < LEAST_WITHIN * all) return undefined;
  if (runs.length > FEW_RUNS * runsByChance(all, sent.length)) return undefined;
  const lengths = stretches.map(durationMs).toSorted((one, other) => one - other);
  return { count: stretches.length, medianMs: quantile(lengths, 0.5) ?? 0, within, all };
}

/** The expected number of runs if whole pairs are lost independently of each other: a run ends where an answered pair follows a lost one. */
function runsByChance(lost: number, all: number): number {
  return (lost * (1 - lost / all)) / QUERIES_OF_A_PAIR;
}

function durationMs(run: readonly Sent[]): number {
  const { fromMs, untilMs } = stretchOf(run);
  return untilMs - fromMs;
}

function sentBy({ a, aaaa, startedAt }: PairOutcome): readonly Sent[] {
  return [a, aaaa].map((query) => ({ atMs: startedAt + query.sentAtMs, failed: failed(query) }));
}

function isSent({ kind }: QueryOutcome): boolean {
  return kind !== 'aborted' && kind !== 'send-failed';
}
