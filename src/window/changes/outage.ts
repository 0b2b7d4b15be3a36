/**
 * Finds an outage: one stretch of time in which every query to some servers failed, and outside of which hardly any did. Over the
 * whole time such losses look like those of a network that loses a share of all packets.
 */

import type { QueryOutcome } from '../../domain/outcome.ts';
import type { PairOutcome } from '../../domain/pair.ts';
import type { Measured } from '../../evidence/gather.ts';
import { starvedPair } from '../../evidence/starved-probes.ts';
import { failed } from '../../evidence/tally.ts';
import type { Proportion } from '../../statistics/tests.ts';

export interface Outage {
  /** Wall clock, milliseconds since the epoch: when the first and the last query of it were sent. */
  readonly fromMs: number;
  readonly untilMs: number;
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

interface Sent {
  /** When it was sent, milliseconds since the epoch. */
  readonly atMs: number;
  readonly failed: boolean;
}

/** `undefined` if there was none, or if nothing was asked before and after it. */
export function outageIn(measured: Pick<Measured, 'pairs'>): Outage | undefined {
  const pairs = measured.pairs.filter((pair) => isComplete(pair) && !starvedPair(pair));
  const failing = new Set(pairs.filter(hasFailed).map(({ server }) => server.address));
  const sent = pairs
    .filter(({ server }) => failing.has(server.address))
    .flatMap(sentBy)
    .toSorted((one, other) => one.atMs - other.atMs);
  const run = longestRun(sent);
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || last === undefined || run.length < FEWEST || run.length === sent.length)
    return undefined;
  const lost = sent.filter((one) => one.failed).length;
  if (run.length < MOST_OF_THE_LOSSES * lost || last.atMs - first.atMs < SHORTEST_MS) return undefined;
  return {
    fromMs: first.atMs,
    untilMs: last.atMs,
    within: { failures: run.length, trials: run.length },
    besides: { failures: lost - run.length, trials: sent.length - run.length },
  };
}

/** What was measured during the outage alone: only what began and ended in it. All other steps are its background. */
export function during(measured: Measured, { fromMs, untilMs }: Outage): Measured {
  const windowMs = untilMs - fromMs;
  const isIn = (query: QueryOutcome, startedAt: number) => {
    const sentAt = startedAt + query.sentAtMs;
    return sentAt >= fromMs && sentAt <= untilMs && (failed(query) || endOf(query, sentAt) <= untilMs);
  };
  const overlaps = ({ startedAt, elapsedMs }: Measured['steps'][number]) =>
    startedAt <= untilMs && startedAt + elapsedMs >= fromMs;
  return {
    ...measured,
    startedAt: fromMs,
    windowMs,
    pairs: measured.pairs.filter(({ a, aaaa, startedAt }) => isIn(a, startedAt) && isIn(aaaa, startedAt)),
    lookups: measured.lookups.filter(
      ({ startedAt, durationMs }) => startedAt >= fromMs && startedAt + durationMs <= untilMs,
    ),
    steps: measured.steps.filter(overlaps),
    before: [...measured.before, ...measured.steps.filter((step) => !overlaps(step))],
  };
}

/** The longest run of failures without any answer between them. */
function longestRun(sent: readonly Sent[]): readonly Sent[] {
  let [longest, beganAt] = [{ from: 0, until: 0 }, 0];
  for (const [index, one] of sent.entries()) {
    if (!one.failed) beganAt = index + 1;
    else if (index + 1 - beganAt > longest.until - longest.from)
      longest = { from: beganAt, until: index + 1 };
  }
  return sent.slice(longest.from, longest.until);
}

/**
 * The queries of a pair. TCP repeats what is lost: a query that was sent during an outage and answered after it counts when it was
 * answered.
 */
function sentBy({ a, aaaa, startedAt }: PairOutcome): readonly Sent[] {
  return [a, aaaa].map((query) => {
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

function hasFailed({ a, aaaa }: PairOutcome): boolean {
  return failed(a) || failed(aaaa);
}
