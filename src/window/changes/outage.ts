/**
 * Finds an outage: one stretch of time or several, in which every query to some servers failed, and outside of which hardly any did. Over the
 * whole time such losses look like those of a network that loses a share of all packets.
 */

import { ratio } from '../../compare/counts/proportions.ts';
import type { QueryOutcome } from '../../domain/outcome.ts';
import type { PairOutcome } from '../../domain/pair.ts';
import { specOf } from '../../domain/strategy.ts';
import type { Measured } from '../../evidence/gather.ts';
import { lengthOf, lossRuns, type Sent, type Stretch, stretchOf } from '../../evidence/loss-runs.ts';
import { starvedPair } from '../../evidence/starved-probes.ts';
import { failed } from '../../evidence/tally.ts';
import type { Proportion } from '../../statistics/tests.ts';
import { partOfTime } from './part-of-time.ts';

export interface Outage {
  /** The earliest first; at least one. */
  readonly stretches: readonly Stretch[];
  /** The addresses of the servers that failed, if others were asked that did not; else empty. */
  readonly only: readonly string[];
  /** The queries of this time to the servers that failed, all of which failed, and those of the rest of the time. */
  readonly within: Proportion;
  readonly besides: Proportion;
}

/** Fewer queries may all be lost by chance: ten pairs via a VIP that leads to a dead DNS pod half of the time, in one case of a thousand. */
const FEWEST = 20;
/** A shorter time is a burst of losses, as a full queue makes them. */
const SHORTEST_MS = 1_000;
/** The servers go and come back one after the other, and then a part of the queries fails. So a few losses may lie outside. */
const MOST_OF_THE_LOSSES = 0.9;
/** Between several stretches nearly all is answered. A network that loses nearly everything has long runs of losses as well. */
const MOST_BETWEEN = 0.2;
const LEAST_BETWEEN = 0.2;

/** `undefined` if there was none, or if nothing was asked before and after it. */
export function outageIn(measured: Pick<Measured, 'pairs'>): Outage | undefined {
  const pairs = measured.pairs.filter((pair) => isComplete(pair) && !starvedPair(pair));
  const { servers, sent, runs: all } = lossRuns(pairs, sentBy);
  const runs = outagesOf(all, pairs);
  const [within, lost] = [lengthOf(runs), lengthOf(all)];
  const besides = { failures: lost - within, trials: sent.length - within };
  if (runs.length === 0 || besides.trials === 0 || within < MOST_OF_THE_LOSSES * lost) return undefined;
  if (runs.length > 1 && (ratio(besides) > MOST_BETWEEN || besides.trials < LEAST_BETWEEN * within))
    return undefined;
  const spared = pairs.some(({ server }) => !servers.has(server.address));
  return {
    stretches: runs.map(stretchOf),
    only: spared ? [...servers].toSorted() : [],
    within: { failures: within, trials: within },
    besides,
  };
}

/** What was measured during the outage alone: only what began and ended in it. */
export function during(measured: Measured, { stretches }: Outage): Measured {
  const isWithin = (beganAt: number, endedAt: number) =>
    stretches.some(({ fromMs, untilMs }) => beganAt >= fromMs && endedAt <= untilMs);
  const isIn = (query: QueryOutcome, startedAt: number) => {
    const sentAt = startedAt + query.sentAtMs;
    return isWithin(sentAt, failed(query) ? sentAt : endOf(query, sentAt));
  };
  return partOfTime(measured, stretches, {
    pair: ({ a, aaaa, startedAt }) => isIn(a, startedAt) && isIn(aaaa, startedAt),
    lookup: ({ startedAt, durationMs }) => isWithin(startedAt, startedAt + durationMs),
  });
}

/** Those that are long enough. What the beginning or the end of the measurements cut off may be short, if another one is long. */
function outagesOf(
  runs: readonly (readonly Sent[])[],
  pairs: readonly PairOutcome[],
): readonly (readonly Sent[])[] {
  const sentAt = pairs.map(({ startedAt }) => startedAt);
  const [firstMs, lastMs] = [sentAt.reduce(smaller, Infinity), sentAt.reduce(greater, -Infinity)];
  const many = runs.filter(({ length }) => length >= FEWEST).map((run) => ({ run, ...stretchOf(run) }));
  const isLong = ({ fromMs, untilMs }: Stretch) => untilMs - fromMs >= SHORTEST_MS;
  const isCut = ({ fromMs, untilMs }: Stretch) => fromMs <= firstMs + EDGE_MS || untilMs >= lastMs - EDGE_MS;
  if (!many.some(isLong)) return [];
  return many.filter((one) => isLong(one) || isCut(one)).map(({ run }) => run);
}

/** The ways to ask take turns, so the last query to a server leaves a little before the end. */
const EDGE_MS = 300;

function smaller(one: number, other: number): number {
  return Math.min(one, other);
}

function greater(one: number, other: number): number {
  return Math.max(one, other);
}

/**
 * The queries of a pair. TCP repeats what is lost: a query that was sent during an outage and answered after it counts when it was
 * answered. The answers of the standing socket do not count: conntrack still has its entry if a rule of the node is gone, or takes no new flows.
 */
function sentBy({ a, aaaa, startedAt, strategy }: PairOutcome): readonly Sent[] {
  const queries = [a, aaaa].filter((query) => failed(query) || specOf(strategy).socket !== 'standing');
  return queries.map((query) => {
    const sentAt = startedAt + query.sentAtMs;
    return { atMs: failed(query) ? sentAt : endOf(query, sentAt), failed: failed(query) };
  });
}

function endOf(query: QueryOutcome, sentAt: number): number {
  return 'rttMs' in query ? sentAt + query.rttMs : sentAt;
}

function isComplete({ a, aaaa }: PairOutcome): boolean {
  return [a, aaaa].every(({ kind }) => kind !== 'aborted' && kind !== 'send-failed');
}
