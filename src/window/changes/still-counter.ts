/**
 * Does a counter of the node stand still that counted what a fault dropped? It counts the packets of all pods, so it shows the end of a fault
 * sooner than the few pairs of fivesec.
 *
 * It is a sign of the end beside our own probes, and never alone:
 * - The pods may be quiet, at night for example, and then it stands still although the fault lasts. So it counts as e^3 (20) at most, and
 *   our own probes must have worked for a time that a lasting fault would spare in one of 55 cases (e^4). Together this is `OVER`
 *   (`lasting.ts`): one of 1,100 cases while the pods' traffic goes on, and one of 55 in the minutes after it has ceased.
 * - Our own lost queries raise it as well. They are taken off, so that they count once: as probes.
 * - It may rise in bursts. So all rises within one step (five seconds) are one event.
 * - A counter that rises by itself, or that can't be read, says nothing, and the claim stands as long as without it.
 */

import type { CounterOf } from '../../compare/counts/counters.ts';
import type { LookupOutcome } from '../../domain/lookup.ts';
import type { NodeDelta } from '../../domain/node.ts';
import type { PairOutcome } from '../../domain/pair.ts';
import type { Reading } from '../../domain/reading.ts';
import { covers, lossTimes } from '../../evidence/lossy-intervals.ts';

/** The most that it counts, as a natural logarithm. */
export const MOST = 3;

/** One step between two readings. */
export interface Rise {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly elapsedMs: number;
  readonly rise: Reading<number>;
  /** Our own queries that were lost in this step. */
  readonly own: number;
}

export function risesOf(
  {
    steps,
    pairs,
    lookups,
  }: {
    readonly steps: readonly NodeDelta[];
    readonly pairs: readonly PairOutcome[];
    readonly lookups: readonly LookupOutcome[];
  },
  counter: CounterOf,
): readonly Rise[] {
  const lostAt = lossTimes(pairs, lookups);
  return steps.map((step) => ({
    startedAt: step.startedAt,
    elapsedMs: step.elapsedMs,
    rise: counter(step),
    own: lostAt.filter((at) => covers(step, at)).length,
  }));
}

/**
 * How improbable it would be, if the fault lasted and the pods went on, that the counter has stood still since its last rise: the natural logarithm.
 * Zero if it is not known. Exact for a Poisson process: if it took a time D until the k-th event, the time until the next one exceeds T with
 * probability (D / (D + T))^k, whatever the rate (its prior is 1/rate).
 */
export function stillness(rises: readonly Rise[]): number {
  if (rises.some(({ rise }) => rise.kind === 'absent')) return 0;
  const lastIndex = rises.findLastIndex(({ rise }) => countOf(rise) > 0);
  const before = rises.slice(0, lastIndex + 1);
  const [first, last, latest] = [before[0], before.at(-1), rises.at(-1)];
  if (first === undefined || last === undefined || latest === undefined) return 0;
  const events = before.filter(({ rise, own }) => countOf(rise) > own).length;
  return events * Math.log(1 + (endOf(latest) - endOf(last)) / (endOf(last) - first.startedAt));
}

function countOf(rise: Reading<number>): number {
  return rise.kind === 'read' ? rise.value : 0;
}

function endOf({ startedAt, elapsedMs }: Rise): number {
  return startedAt + elapsedMs;
}
